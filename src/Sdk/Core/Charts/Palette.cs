namespace Scalewright.Charts;

/// <summary>Colours that people with any colour vision tell apart, on light and dark ground.</summary>
internal static class Palette
{
    // Okabe and Ito, Color Universal Design (2008), without black; yellow is darkened for white ground.
    private static readonly string[] Colours = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a800", "#8c8c8c"];

    /// <summary>The colour of an index; they repeat after eight.</summary>
    public static string At(int index) => Colours[index % Colours.Length];
}
