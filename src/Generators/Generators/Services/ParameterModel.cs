namespace Scalewright.Generators.Services;

/// <summary>Parameter of a method.</summary>
/// <param name="Name">Name in C#.</param>
/// <param name="Type">Type in C#.</param>
/// <param name="Role">Role in the call.</param>
/// <param name="Codec">Codec of the value or of a streamed value. -1: none.</param>
/// <param name="ItemType">Type of a streamed value. Otherwise empty.</param>
/// <param name="IsChecked">True if null is rejected before anything is sent.</param>
internal sealed record ParameterModel(string Name, string Type, ParameterRole Role, int Codec, string ItemType, bool IsChecked);
