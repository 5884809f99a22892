namespace Scalewright.Generators.Services;

/// <summary>An exception that callers get as it was thrown.</summary>
/// <param name="Type">Its type, as C# writes it.</param>
/// <param name="Kind">Its name as the runtime has it.</param>
/// <param name="Members">Its own properties that can be set.</param>
public sealed record ErrorModel(string Type, string Kind, EquatableArray<CodecMember> Members);
