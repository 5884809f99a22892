namespace Scalewright.Generators.Services;

/// <summary>Exception that callers receive with its original type.</summary>
/// <param name="Type">Type in C#.</param>
/// <param name="Kind">Name at run time.</param>
/// <param name="Members">Settable public properties that <c>Exception</c> does not have.</param>
internal sealed record ErrorModel(string Type, string Kind, EquatableArray<CodecMember> Members);
