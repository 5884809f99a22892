namespace Scalewright.Generators.Services;

/// <summary>A value within an object.</summary>
/// <param name="Property">Its property, as C# writes it.</param>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Codec">Its codec.</param>
/// <param name="Type">Its type, as C# writes it.</param>
/// <param name="Argument">The parameter of the constructor that takes it; empty: it is set.</param>
/// <param name="CanMiss">Whether an object without it has null there.</param>
public sealed record CodecMember(string Property, string Name, int Codec, string Type, string Argument, bool CanMiss);
