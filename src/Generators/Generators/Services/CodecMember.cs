namespace Scalewright.Generators.Services;

/// <summary>Member of an object.</summary>
/// <param name="Property">Property in C#.</param>
/// <param name="Name">Name in JSON.</param>
/// <param name="Codec">Codec of the value.</param>
/// <param name="Type">Type in C#.</param>
/// <param name="Argument">Constructor parameter. Empty: the property is set.</param>
/// <param name="CanMiss">True if a missing member is read as null.</param>
internal sealed record CodecMember(string Property, string Name, int Codec, string Type, string Argument, bool CanMiss);
