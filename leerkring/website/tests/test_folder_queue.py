"""The queue of the embedded mode, with processes that write and read it at once."""

import subprocess
import sys
import threading
from queue import Empty

import pytest
from kombu import Connection

from leerkring.notifications.tasks import tick

WRITE = """
import sys
import leerkring.celery
from kombu import Connection, Exchange, Queue
options = {key: sys.argv[1] for key in ("data_folder_in", "data_folder_out", "control_folder")}
with Connection("filesystem://", transport_options=options) as connection:
    queue = Queue("work", Exchange("work"), routing_key="work")
    producer = connection.Producer()
    for number in range(300):
        body = {"number": number, "text": "x" * 2000}
        producer.publish(body, exchange=queue.exchange, routing_key="work", declare=[queue], retry=False)
"""


@pytest.fixture
def options(tmp_path):
    return {key: str(tmp_path) for key in ("data_folder_in", "data_folder_out", "control_folder")}


def channel_of(options):
    connection = Connection("filesystem://", transport_options=options | {"store_processed": False})
    return connection.channel()


def take(channel):
    try:
        return channel._get("work")
    except Empty:
        return None


def test_messages_are_whole_however_soon_they_are_taken(tmp_path, options):
    writers = [subprocess.Popen([sys.executable, "-c", WRITE, str(tmp_path)]) for _number in range(2)]
    taken, channel = [], channel_of(options)
    while any(writer.poll() is None for writer in writers):
        taken.append(take(channel))
    while message := take(channel):
        taken.append(message)
    assert [writer.returncode for writer in writers] == [0, 0]
    assert len([message for message in taken if message]) == 600


def test_message_that_nobody_can_read_is_dropped(tmp_path, options):
    (tmp_path / "1_a.work.msg").write_text('{"half": ')
    channel = channel_of(options)
    assert take(channel) is None
    assert not list(tmp_path.glob("*.msg"))


def test_queues_bound_at_once_are_all_known(tmp_path, options):
    channel = channel_of(options)
    threads = [
        threading.Thread(target=channel._queue_bind, args=("work", f"key{number}", "", f"queue{number}"))
        for number in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(channel.get_table("work")) == 20


def test_celery_uses_it():
    with tick.app.connection_for_write(url="filesystem://") as connection:
        assert type(connection.transport).__module__ == "leerkring.folder_queue"
