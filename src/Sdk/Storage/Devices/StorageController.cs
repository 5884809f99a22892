namespace Scalewright.Storage.Devices;

/// <summary>The controller of a storage unit.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Luns">Its disks, each made of physical ones.</param>
public sealed record StorageController(int Number, ValueList<Lun> Luns);
