namespace Scalewright.Tool.Places;

/// <summary>What a place cannot do without.</summary>
/// <param name="Option">The option that says it, with hyphens; empty for a secret, which stands on no command line: every user of a machine can read those, and shells keep them.</param>
/// <param name="Variables">Environment variables that say it where no option does, the first that is set counts.</param>
internal sealed record PlaceNeed(string Option, params ValueList<PlaceVariable> Variables)
{
    /// <summary>True when only verbs that make nodes cannot do without it.</summary>
    public bool IsToMake { get; init; }

    /// <summary>How it is called where it is asked for.</summary>
    public string Name => Option.Length > 0 ? Option : Names;

    /// <summary>All ways to say it, for a list of places.</summary>
    public string Ways => Option.Length > 0 && Variables.Count > 0 ? $"{Option} or {Names}" : Name;

    private string Names => string.Join(" or ", Variables.Select(variable => variable.Name));

    /// <summary>The first of its variables that is set, and what it says; null when none is.</summary>
    public (string Name, string Value)? Find(ToolEnvironment environment) =>
        Variables.FirstOrDefault(variable => variable.Find(environment) is not null) is { } said ? (said.Name, said.Find(environment)!) : null;

    /// <summary>What is told when nothing says it.</summary>
    public string Missing(string place) =>
        Option.Length == 0 ? $"{Names}: '{place}' needs this environment variable"
        : Variables.Count == 0 ? $"{Option}: '{place}' needs it"
        : $"{Option}: '{place}' needs it, or the environment variable {Names}";
}
