namespace Scalewright.Providers.Slots;

/// <summary>A time during which a machine is somebody's.</summary>
/// <param name="From">When it begins.</param>
/// <param name="Until">When it is over: from then on the machine is free.</param>
internal readonly record struct Booking(DateTimeOffset From, DateTimeOffset Until);
