namespace Scalewright.Generators;

/// <summary>Names of pipeline steps. Tests use them to check whether a step was run again.</summary>
internal static class StepNames
{
    public const string Plugin = nameof(Plugin);

    public const string Plugins = nameof(Plugins);

    /// <summary>One options record of this compilation's plugins.</summary>
    public const string Options = nameof(Options);

    /// <summary>The plugins of one referenced assembly.</summary>
    public const string Reference = nameof(Reference);

    /// <summary>The registries of all referenced assemblies.</summary>
    public const string References = nameof(References);

    /// <summary>One service of agents of this compilation.</summary>
    public const string Service = nameof(Service);

    /// <summary>
    /// Experiment types and platforms of this compilation. Step of <see cref="ExperimentPartGenerator"/>.
    /// </summary>
    public const string Parts = nameof(Parts);

    /// <summary>
    /// Registries of experiment types and platforms in referenced assemblies. Step of
    /// <see cref="ExperimentPartGenerator"/>.
    /// </summary>
    public const string PartReferences = nameof(PartReferences);

    /// <summary>States of sizing policies. Step of <see cref="PolicyStateGenerator"/>.</summary>
    public const string PolicyStates = nameof(PolicyStates);

    /// <summary>Records of definitions. Step of <see cref="DocumentRecordGenerator"/>.</summary>
    public const string DocumentRecords = nameof(DocumentRecords);

    public static readonly string[] All = [Plugin, Plugins, Options, Reference, References];
}
