namespace Scalewright.Topologies.Diagrams;

/// <summary>Colors that are distinguishable with any color vision, on light and dark background; those of charts.</summary>
internal static class DiagramPalette
{
    // Okabe and Ito, Color Universal Design (2008), without black; yellow is darkened for a white background.
    private static readonly string[] Colors = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a800", "#8c8c8c"];

    /// <summary>Returns the color of an index; colors repeat after eight.</summary>
    public static string At(int index) => Colors[index % Colors.Length];
}
