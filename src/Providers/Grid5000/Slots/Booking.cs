namespace Scalewright.Providers.Grid5000.Slots;

/// <summary>A time during which a machine is somebody's.</summary>
/// <param name="From">When it begins.</param>
/// <param name="Until">When it is over: from then on the machine is free.</param>
public readonly record struct Booking(DateTimeOffset From, DateTimeOffset Until);
