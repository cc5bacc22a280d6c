// What is bundled of ECharts into static/vendor/echarts.js.
import { GraphChart } from "echarts/charts";
import { AriaComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([GraphChart, AriaComponent, TooltipComponent, CanvasRenderer]);
globalThis.echarts = { init };
