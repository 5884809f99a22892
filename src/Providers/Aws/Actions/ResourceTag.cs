namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>A tag of a resource.</summary>
/// <param name="Type">Type of the resource, for example <c>launch-template</c>.</param>
internal sealed record ResourceTag(string Id, string Type, string Key, string Value);
