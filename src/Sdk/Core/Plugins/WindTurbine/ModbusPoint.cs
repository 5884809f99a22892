namespace Scalewright.Plugins.WindTurbine;

/// <summary>A register.</summary>
/// <param name="Type"><c>coil</c>, <c>discrete</c>, <c>input</c> or <c>holding</c>.</param>
/// <param name="Tag">Name under which the devices know the value.</param>
internal readonly record struct ModbusPoint(string Type, string Tag)
{
    /// <summary>Two decimals travel as a whole number; a coil has none.</summary>
    public bool IsScaled => Type is "input" or "holding";
}
