namespace Scalewright.Charts;

/// <summary>Several line charts below each other over one time axis. Equal charts produce identical bytes.</summary>
/// <param name="Title">Title of the chart.</param>
internal sealed record PanelChart(string Title)
{
    /// <summary>Panels from top to bottom.</summary>
    public ValueList<ChartPanel> Panels { get; init; } = [];

    /// <summary>Marked time spans behind the lines of all panels. Default none.</summary>
    public ChartAnnotations? Annotations { get; init; }

    /// <summary>Events, each a dashed line over all panels with its number, which is explained below the panels.
    /// Default none.</summary>
    public ValueList<ChartEvent> Events { get; init; } = [];

    /// <summary>Returns one SVG element with its own style, 960 wide.</summary>
    public string ToSvg() => new SvgPanelChart(this, SvgCanvas.Wide).Draw();

    /// <summary>Returns the same chart for a phone, 360 wide.</summary>
    internal string ToNarrowSvg() => new SvgPanelChart(this, SvgCanvas.Narrow).Draw();
}

/// <summary>Panel of a <see cref="PanelChart"/>, with its own value axis.</summary>
/// <param name="Title">Title with the unit.</param>
internal sealed record ChartPanel(string Title)
{
    /// <summary>Lines, drawn in order from back to front.</summary>
    public ValueList<ChartLine> Lines { get; init; } = [];

    /// <summary>True for a logarithmic axis, on which values of 0 or less are gaps. Default false.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>True for values in seconds, with durations at the axis. Default false.</summary>
    public bool AreDurations { get; init; }
}

/// <summary>Event of a <see cref="PanelChart"/>.</summary>
/// <param name="At">Time in seconds.</param>
/// <param name="Text">Text below the panels, beside the number of the event.</param>
internal sealed record ChartEvent(double At, string Text)
{
    /// <summary>True for a fault, in red. Default false.</summary>
    public bool IsFault { get; init; }
}
