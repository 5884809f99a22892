namespace Scalewright.Storage.Devices;

/// <summary>Controller of a storage unit.</summary>
/// <param name="Number">Number of the unit, from 1.</param>
/// <param name="Luns">Disks of the controller, each composed of physical disks.</param>
public sealed record StorageController(int Number, ValueList<Lun> Luns);
