namespace Scalewright.Storage.Power;

/// <summary>An outlet of a power unit.</summary>
/// <param name="Unit">The power unit's name.</param>
/// <param name="Number">The outlet's number.</param>
/// <param name="IsOn">Whether it gives power.</param>
internal sealed record Outlet(string Unit, string Number, bool IsOn);
