namespace Scalewright.Generators;

/// <summary>Names of pipeline steps, by which tests check whether a step was run again.</summary>
public static class StepNames
{
    /// <summary>One plugin declaration of this compilation.</summary>
    public const string Plugin = nameof(Plugin);

    /// <summary>All plugin declarations of this compilation.</summary>
    public const string Plugins = nameof(Plugins);

    /// <summary>One options record of this compilation's plugins.</summary>
    public const string Options = nameof(Options);

    /// <summary>The plugins of one referenced assembly.</summary>
    public const string Reference = nameof(Reference);

    /// <summary>The registries of all referenced assemblies.</summary>
    public const string References = nameof(References);

    /// <summary>One service of agents of this compilation.</summary>
    public const string Service = nameof(Service);

    /// <summary>All experiment types and platforms of this compilation; a step of their own generator.</summary>
    public const string Parts = nameof(Parts);

    /// <summary>Their registries in all referenced assemblies; a step of their own generator.</summary>
    public const string PartReferences = nameof(PartReferences);

    /// <summary>Steps for plugins.</summary>
    public static readonly string[] All = [Plugin, Plugins, Options, Reference, References];
}
