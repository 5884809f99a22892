namespace Scalewright.Generators.Services;

/// <summary>One parameter of a method.</summary>
/// <param name="Name">Its name, as C# writes it.</param>
/// <param name="Type">Its type, as C# writes it.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Codec">Codec of it, or of one value of its stream; -1: none.</param>
/// <param name="ItemType">Type of one value of its stream; else empty.</param>
/// <param name="IsChecked">Whether null is refused before anything is sent.</param>
public sealed record ParameterModel(string Name, string Type, ParameterRole Role, int Codec, string ItemType, bool IsChecked);
