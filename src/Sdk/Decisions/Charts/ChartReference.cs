namespace Scalewright.Charts;

/// <summary>Value that a dashed line marks in a chart, for example a limit.</summary>
/// <param name="Value">The value, in the unit of the chart.</param>
/// <param name="Text">Text at the line.</param>
internal sealed record ChartReference(double Value, string Text);
