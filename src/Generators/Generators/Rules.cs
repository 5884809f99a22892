using Microsoft.CodeAnalysis;

namespace Scalewright.Generators;

/// <summary>Every rule that the compiler checks. Numbers are never reused; docs/rules has a page for each.</summary>
public static class Rules
{
    private const string Declaration = "Scalewright.Declaration";
    private const string Options = "Scalewright.Options";
    private const string Purity = "Scalewright.Purity";
    private const string Pages = "docs/rules/";

    public static readonly DiagnosticDescriptor PluginNotSealed = new(
        "SWA0001", "Plugin class is not sealed", "Plugin '{0}' is not sealed; add 'sealed'", Declaration, DiagnosticSeverity.Warning, true,
        "One name and version stand for one class; a derived class would answer to neither. Seal the class.", Pages + "SWA0001.md");

    public static readonly DiagnosticDescriptor PluginAbstract = new(
        "SWA0002", "Plugin class cannot be created", "Plugin '{0}' is {1} and cannot be created; remove '{1}'", Declaration, DiagnosticSeverity.Error, true,
        "The registry creates a plugin with 'new'. Put the attribute on a class that is neither abstract nor static.", Pages + "SWA0002.md");

    public static readonly DiagnosticDescriptor PluginGeneric = new(
        "SWA0003", "Plugin class is generic", "Plugin '{0}' has type parameters; mark a class derived from it that has none", Declaration, DiagnosticSeverity.Error, true,
        "The registry cannot choose type arguments. Derive a sealed class without type parameters, and mark that one.", Pages + "SWA0003.md");

    public static readonly DiagnosticDescriptor PluginUnreachable = new(
        "SWA0004", "Plugin class cannot be reached", "Plugin '{0}' is {1} and cannot be reached by generated code; make it internal or public", Declaration, DiagnosticSeverity.Error, true,
        "Generated code of the same assembly creates the plugin; it sees neither private nor protected nested classes, nor file-local ones.", Pages + "SWA0004.md");

    public static readonly DiagnosticDescriptor PluginWithoutConstructor = new(
        "SWA0005", "Plugin class has no constructor without parameters", "Plugin '{0}' has no public or internal constructor without parameters; add one", Declaration, DiagnosticSeverity.Error, true,
        "A plugin is a pure function of its profile, so there is nothing to hand to its constructor. What varies belongs in its options.", Pages + "SWA0005.md");

    public static readonly DiagnosticDescriptor PluginNotDerived = new(
        "SWA0006", "Marked class is no plugin", "'{0}' is marked with [ScalePlugin] and does not derive from ScalePlugin; derive it, or remove the attribute", Declaration, DiagnosticSeverity.Error, true,
        "Only classes derived from ScalePlugin or ScalePlugin<TOptions> can be registered.", Pages + "SWA0006.md");

    public static readonly DiagnosticDescriptor PluginNameMalformed = new(
        "SWA0007", "Plugin name is malformed", "'{0}' is no plugin name; use lower-case letters, digits and underscores, a letter first, as in '{1}'", Declaration, DiagnosticSeverity.Error, true,
        "Profiles name plugins in YAML, JSON and INI; one plain form keeps them alike everywhere.", Pages + "SWA0007.md");

    public static readonly DiagnosticDescriptor PluginVersionMalformed = new(
        "SWA0008", "Plugin version is malformed", "'{0}' is no plugin version; use three numbers joined by dots, as in '{1}'", Declaration, DiagnosticSeverity.Error, true,
        "Versions are ordered by their numbers, and 'latest' means the highest. Words cannot be ordered.", Pages + "SWA0008.md");

    public static readonly DiagnosticDescriptor PluginDuplicate = new(
        "SWA0009", "Plugin name and version are used twice", "Plugin '{0}' {1} is already {2}; choose another name or version", Declaration, DiagnosticSeverity.Error, true,
        "A profile asks for a name and a version and must get the same plugin each time.", Pages + "SWA0009.md", WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor PluginShadowed = new(
        "SWA0010", "Plugin name and version are used by a reference", "Plugin '{0}' {1} is also {2} of a referenced assembly, and only one of them is registered; choose another name or version", Declaration, DiagnosticSeverity.Warning, true,
        "The process has one list of plugins, and the assembly that is loaded first wins.", Pages + "SWA0010.md", WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor OptionsNotSealed = new(
        "SWA0011", "Options record is not sealed", "Options record '{0}' is not sealed; add 'sealed'", Options, DiagnosticSeverity.Warning, true,
        "Generated code creates exactly this record; what a derived record adds would never be read.", Pages + "SWA0011.md");

    public static readonly DiagnosticDescriptor OptionsUnusable = new(
        "SWA0012", "Options record cannot be read", "Options record '{0}' {1}; use a sealed record with init properties", Options, DiagnosticSeverity.Error, true,
        "Generated code must be able to create the record: public or internal, not abstract, not generic, its constructor empty or made of its properties.", Pages + "SWA0012.md");

    public static readonly DiagnosticDescriptor OptionTypeUnsupported = new(
        "SWA0013", "Option has a type that cannot be read", "Option '{0}' is of type '{1}', which cannot be read; use string, bool, int, long, double, decimal, TimeSpan, Uri, an enum, ValueList, ValueMap, a sealed record, DocumentNode or DocumentMap", Options, DiagnosticSeverity.Error, true,
        "Options are values: equal content is equal, nothing can be changed, and each type has one way to be written in a profile. A record that holds itself has no JSON schema.", Pages + "SWA0013.md");

    public static readonly DiagnosticDescriptor OptionUndocumented = new(
        "SWA0014", "Option has no documentation", "Option '{0}' has no <summary>; say what it means, its unit and its default", Options, DiagnosticSeverity.Warning, true,
        "The summary is what an editor shows beside the key while a profile is written: it goes into the JSON schema.", Pages + "SWA0014.md");

    public static readonly DiagnosticDescriptor OptionKeyDuplicate = new(
        "SWA0015", "Two options have the same key", "Key '{0}' is already read by '{1}'; give one of them another key with [OptionKey]", Options, DiagnosticSeverity.Error, true,
        "One value cannot be two options, nor a value and a map at once.", Pages + "SWA0015.md");

    public static readonly DiagnosticDescriptor OptionKeyTaken = new(
        "SWA0016", "Option has a key of every profile", "Key '{0}' belongs to every profile; choose another with [OptionKey]", Options, DiagnosticSeverity.Error, true,
        "The common fields are read before the options, so an option of the same key would be read twice with two meanings.", Pages + "SWA0016.md");

    public static readonly DiagnosticDescriptor OptionKeyMalformed = new(
        "SWA0017", "Option key is malformed", "'{0}' is no option key; use letters, digits, underscores and hyphens, a letter first, parts joined by dots", Options, DiagnosticSeverity.Error, true,
        "A key must be writable in YAML, JSON and INI without quotes.", Pages + "SWA0017.md");

    public static readonly DiagnosticDescriptor RangeWithoutNumber = new(
        "SWA0018", "Range on an option that is no number", "Option '{0}' is no number, so its [OptionRange] is ignored; remove it", Options, DiagnosticSeverity.Warning, true,
        "Only numbers, and lists and maps of numbers, have a range.", Pages + "SWA0018.md");

    public static readonly DiagnosticDescriptor RangeEmpty = new(
        "SWA0019", "Range accepts nothing", "The range of option '{0}' ends before it starts; swap its bounds", Options, DiagnosticSeverity.Error, true,
        "No profile could set the option.", Pages + "SWA0019.md");

    public static readonly DiagnosticDescriptor OptionSettable = new(
        "SWA0020", "Option can be changed", "Option '{0}' has 'set'; use 'init'", Options, DiagnosticSeverity.Warning, true,
        "A profile is a value: what two stages of one expansion see must be the same.", Pages + "SWA0020.md");

    public static readonly DiagnosticDescriptor OptionReadOnly = new(
        "SWA0021", "Option cannot be set", "Option '{0}' has no 'init', so no profile can set it; add it, or compute the value with '=>'", Options, DiagnosticSeverity.Warning, true,
        "A property that is stored and cannot be set is a constant that looks like an option.", Pages + "SWA0021.md");

    public static readonly DiagnosticDescriptor DeprecationEmpty = new(
        "SWA0022", "Deprecation gives no reason", "Plugin '{0}' is deprecated without a reason; say what to use instead", Declaration, DiagnosticSeverity.Warning, true,
        "The text is shown to everyone whose profile uses this version.", Pages + "SWA0022.md");

    public static readonly DiagnosticDescriptor PluginUnmarked = new(
        "SWA0023", "Plugin class is not registered", "'{0}' derives from ScalePlugin and is not marked, so no profile can use it; add [ScalePlugin(\"{1}\")]", Declaration, DiagnosticSeverity.Info, true,
        "Plugins are found by their attribute alone.", Pages + "SWA0023.md");

    public static readonly DiagnosticDescriptor PluginStaticState = new(
        "SWA0024", "Plugin has mutable static state", "'{0}' can change while the program runs; {1}", Purity, DiagnosticSeverity.Warning, true,
        "A plugin is a pure function of its profile; state that outlives an expansion makes two equal profiles differ.", Pages + "SWA0024.md");

    public static readonly DiagnosticDescriptor PluginInstanceState = new(
        "SWA0025", "Plugin keeps state", "'{0}' keeps state between calls; compute it from the profile each time", Purity, DiagnosticSeverity.Warning, true,
        "Two stages of one expansion may run in different processes, each with a new plugin: what one keeps the other does not have.", Pages + "SWA0025.md");

    public static readonly DiagnosticDescriptor PluginClock = new(
        "SWA0026", "Plugin asks the clock", "'{0}' asks the clock; a plugin sees nothing but its profile", Purity, DiagnosticSeverity.Warning, true,
        "The same profile must give the same topology today and tomorrow. Make the time an option.", Pages + "SWA0026.md");

    public static readonly DiagnosticDescriptor PluginChance = new(
        "SWA0027", "Plugin uses chance without a seed", "'{0}' differs from run to run; use a Random with a seed taken from the options", Purity, DiagnosticSeverity.Warning, true,
        "The same profile must give the same topology in every run. Hash codes of texts differ between processes too.", Pages + "SWA0027.md");

    public static readonly DiagnosticDescriptor PluginThread = new(
        "SWA0028", "Plugin starts work of its own", "'{0}' leaves the caller's thread; a plugin computes and returns", Purity, DiagnosticSeverity.Warning, true,
        "An expansion is synchronous, and a simulation runs on one thread in one order.", Pages + "SWA0028.md");

    public static readonly DiagnosticDescriptor PluginInputOutput = new(
        "SWA0029", "Plugin reaches outside of the profile", "'{0}' reaches outside of the profile; make it an option, or return a NodeFile", Purity, DiagnosticSeverity.Warning, true,
        "Files, environment, network, processes and the console differ between machines; a dry run must touch none of them.", Pages + "SWA0029.md");
}
