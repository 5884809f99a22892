namespace Scalewright.Providers.Slots;

/// <summary>A machine, and when it cannot be had.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bookings">Its bookings, in any order; they may overlap.</param>
internal sealed record SlotMachine(string Name, ValueList<Booking> Bookings);
