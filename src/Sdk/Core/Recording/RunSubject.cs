namespace Scalewright.Recording;

/// <summary>Subject of events, for example a node or a controller.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Name">Name, for example <c>web-1</c>.</param>
public sealed record RunSubject(RunSubjectKind Kind, string Name)
{
    /// <summary>Index of the subject that contains this one, for example the group of a node. Default -1, which is
    /// none.</summary>
    public int Parent { get; init; } = -1;

    /// <summary>Number of starts of a controller, from 1. Default 0, for subjects that do not restart.</summary>
    public int Generation { get; init; }

    /// <summary>Returns the name, with the generation from the second on: <c>controller#2</c>.</summary>
    public override string ToString() => Generation > 1 ? string.Create(CultureInfo.InvariantCulture, $"{Name}#{Generation}") : Name;
}
