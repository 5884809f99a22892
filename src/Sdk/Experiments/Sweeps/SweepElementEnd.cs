namespace Scalewright.Sweeps;

/// <summary>End of an element.</summary>
/// <param name="Element">Index of the element, from 0.</param>
/// <param name="Reason">Why the element failed, for example <c>its element exited with code 3</c>; empty if it did not.
/// </param>
public sealed record SweepElementEnd(int Element, string Reason = "");
