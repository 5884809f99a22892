namespace Scalewright.Tool.Providers;

/// <summary>Requirement of a provider.</summary>
/// <param name="Option">Option name with hyphens. Empty for a secret: command lines are visible to all users and kept
/// by shells.</param>
/// <param name="Variables">Environment variables that replace the option; the first one set applies.</param>
internal sealed record ProviderRequirement(string Option, params ValueList<ProviderVariable> Variables)
{
    /// <summary>True if only verbs that create nodes require it.</summary>
    public bool IsToMake { get; init; }

    /// <summary>Name in messages.</summary>
    public string Name => Option.Length > 0 ? Option : Names;

    /// <summary>Option and variables that set the value, for the list of providers.</summary>
    public string Sources => Option.Length > 0 && Variables.Count > 0 ? $"{Option} or {Names}" : Name;

    private string Names => string.Join(" or ", Variables.Select(variable => variable.Name));

    /// <summary>Returns the first variable that is set, with its value; null if none is set.</summary>
    public (string Name, string Value)? Find(ToolEnvironment environment) =>
        Variables.FirstOrDefault(variable => variable.Find(environment) is not null) is { } variable
            ? (variable.Name, variable.Find(environment)!)
            : null;

    /// <summary>Returns the message for a missing value.</summary>
    public string Missing(string provider) =>
        (Option.Length, Variables.Count) switch
        {
            (0, _) => $"{Names}: '{provider}' needs this environment variable",
            (_, 0) => $"{Option}: '{provider}' needs it",
            _ => $"{Option}: '{provider}' needs it, or the environment variable {Names}",
        };
}
