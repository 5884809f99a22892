namespace Scalewright.Generators;

/// <summary>All compiler rules. Ids are never reused. Each has a page in docs/rules.</summary>
public static class Rules
{
    private const string Declaration = "Scalewright.Declaration";
    private const string Options = "Scalewright.Options";
    private const string Purity = "Scalewright.Purity";
    private const string Simulation = "Scalewright.Simulation";
    private const string Services = "Scalewright.Services";

    public static readonly DiagnosticDescriptor PluginNotSealed = new(
        "SWA0001",
        "Plugin class is not sealed",
        "Plugin '{0}' is not sealed; add 'sealed'",
        Declaration,
        DiagnosticSeverity.Warning,
        true,
        "A name and version identify exactly one class; a derived class would not be registered. Seal the class."
    );

    public static readonly DiagnosticDescriptor PluginAbstract = new(
        "SWA0002",
        "Plugin class cannot be created",
        "Plugin '{0}' is {1} and cannot be created; remove '{1}'",
        Declaration,
        DiagnosticSeverity.Error,
        true,
        "The registry creates a plugin with 'new'. Put the attribute on a class that is neither abstract nor static."
    );

    public static readonly DiagnosticDescriptor PluginGeneric = new(
        "SWA0003",
        "Plugin class is generic",
        "Plugin '{0}' has type parameters; mark a class derived from it that has none",
        Declaration,
        DiagnosticSeverity.Error,
        true,
        "The registry cannot choose type arguments. Derive a sealed class without type parameters, and mark that one."
    );

    public static readonly DiagnosticDescriptor PluginUnreachable = new(
        "SWA0004",
        "Plugin class is not accessible",
        "Plugin '{0}' is {1}, so generated code cannot access it; make it internal or public",
        Declaration,
        DiagnosticSeverity.Error,
        true,
        "Generated code of the same assembly creates the plugin; it sees neither private nor protected nested "
            + "classes, nor file-local ones. Make the class, and those it is nested in, internal or public."
    );

    public static readonly DiagnosticDescriptor PluginWithoutConstructor = new(
        "SWA0005",
        "Plugin class has no parameterless constructor",
        "Plugin '{0}' has no public or internal parameterless constructor; add one",
        Declaration,
        DiagnosticSeverity.Error,
        true,
        "A plugin is a pure function of its profile, so there is nothing to hand to its constructor. What varies "
            + "belongs in its options. Add an empty constructor, public or internal."
    );

    public static readonly DiagnosticDescriptor PluginNotDerived = new(
        "SWA0006",
        "Class with [ScalePlugin] is not a plugin",
        "'{0}' is marked with [ScalePlugin] and does not derive from ScalePlugin; derive it, or remove the attribute",
        Declaration,
        DiagnosticSeverity.Error,
        true,
        "Only classes derived from ScalePlugin or ScalePlugin<TOptions> can be registered. Derive the class from one "
            + "of them, or remove the attribute."
    );

    public static readonly DiagnosticDescriptor PluginNameMalformed = new(
        "SWA0007",
        "Plugin name is malformed",
        "'{0}' is not a plugin name; use lower-case letters, digits and underscores, a letter first, as in '{1}'",
        Declaration,
        DiagnosticSeverity.Error,
        true,
        "Profiles name plugins in YAML, JSON and INI; one plain form keeps them alike everywhere. Use lower-case "
            + "letters, digits and underscores, a letter first."
    );

    public static readonly DiagnosticDescriptor PluginVersionMalformed = new(
        "SWA0008",
        "Plugin version is malformed",
        "'{0}' is not a plugin version; use three numbers joined by dots, as in '{1}'",
        Declaration,
        DiagnosticSeverity.Error,
        true,
        "Versions are ordered by their numbers, and 'latest' means the highest. Words cannot be ordered. Use three "
            + "numbers joined by dots, as in 1.2.0."
    );

    public static readonly DiagnosticDescriptor PluginDuplicate = new(
        "SWA0009",
        "Plugin name and version are used twice",
        "Plugin '{0}' {1} is already {2}; choose another name or version",
        Declaration,
        DiagnosticSeverity.Error,
        true,
        "A profile asks for a name and a version and must get the same plugin each time. Give one of them another name or version.",
        customTags: WellKnownDiagnosticTags.CompilationEnd
    );

    public static readonly DiagnosticDescriptor PluginShadowed = new(
        "SWA0010",
        "Plugin name and version are used by a referenced assembly",
        "Plugin '{0}' {1} is also {2} of a referenced assembly, and only one of them is registered; choose another name or version",
        Declaration,
        DiagnosticSeverity.Warning,
        true,
        "The process has one list of plugins, and the assembly that is loaded first wins. Give your plugin another name or version.",
        customTags: WellKnownDiagnosticTags.CompilationEnd
    );

    public static readonly DiagnosticDescriptor OptionsNotSealed = new(
        "SWA0011",
        "Options record is not sealed",
        "Options record '{0}' is not sealed; add 'sealed'",
        Options,
        DiagnosticSeverity.Warning,
        true,
        "Generated code creates exactly this record; what a derived record adds would never be read. Seal the record."
    );

    public static readonly DiagnosticDescriptor OptionsUnusable = new(
        "SWA0012",
        "Options record cannot be read",
        "Options record '{0}' {1}; use a sealed record with init properties",
        Options,
        DiagnosticSeverity.Error,
        true,
        "Generated code must be able to create the record: public or internal, not abstract, not generic, its "
            + "constructor empty or made of its properties."
    );

    public static readonly DiagnosticDescriptor OptionTypeUnsupported = new(
        "SWA0013",
        "Option has a type that cannot be read",
        "Option '{0}' is of type '{1}', which {2}; use string, bool, int, long, double, decimal, TimeSpan, "
            + "Uri, IPAddress, IPNetwork, Subnet, an enum, ValueList, ValueMap, a sealed record, DocumentNode or "
            + "DocumentMap",
        Options,
        DiagnosticSeverity.Error,
        true,
        "Options are values: equal content is equal, nothing can be changed, and each type has one way to be written "
            + "in a profile. A record that holds itself has no JSON schema. Use one of the types that the message names; "
            + "anything else can be a DocumentNode, which the plugin reads by itself."
    );

    public static readonly DiagnosticDescriptor OptionUndocumented = new(
        "SWA0014",
        "Option has no documentation",
        "Option '{0}' has no <summary>; say what it means, its unit and its default",
        Options,
        DiagnosticSeverity.Warning,
        true,
        "The summary is what an editor shows beside the key while a profile is written: it goes into the JSON schema. "
            + "Write what the option means, its unit and its default."
    );

    public static readonly DiagnosticDescriptor OptionKeyDuplicate = new(
        "SWA0015",
        "Two options have the same key",
        "Key '{0}' is already read by '{1}'; give one of them another key with [OptionKey]",
        Options,
        DiagnosticSeverity.Error,
        true,
        "One value cannot be two options, nor a value and a map at once. Give one of them another key with [OptionKey]."
    );

    public static readonly DiagnosticDescriptor OptionKeyTaken = new(
        "SWA0016",
        "Option key is reserved",
        "Key '{0}' belongs to every profile; choose another with [OptionKey]",
        Options,
        DiagnosticSeverity.Error,
        true,
        "The common fields are read before the options, so an option of the same key would be read twice with two "
            + "meanings. Choose another key with [OptionKey]."
    );

    public static readonly DiagnosticDescriptor OptionKeyMalformed = new(
        "SWA0017",
        "Option key is malformed",
        "'{0}' is not an option key; use letters, digits, underscores and hyphens, a letter first, parts joined by dots",
        Options,
        DiagnosticSeverity.Error,
        true,
        "A key must be writable in YAML, JSON and INI without quotes. Use letters, digits, underscores and hyphens, a "
            + "letter first; dots lead into nested maps."
    );

    public static readonly DiagnosticDescriptor RangeWithoutNumber = new(
        "SWA0018",
        "Range on an option that is not a number",
        "Option '{0}' is not a number, so its [OptionRange] is ignored; remove it",
        Options,
        DiagnosticSeverity.Warning,
        true,
        "Only numbers, and lists and maps of numbers, have a range. Remove the attribute."
    );

    public static readonly DiagnosticDescriptor LimitWithoutText = new(
        "SWA0046",
        "Length or pattern on an option without one",
        "Option '{0}' is not a {1}, so its [{2}] is ignored; remove it",
        Options,
        DiagnosticSeverity.Warning,
        true,
        "Texts, lists and maps have a length; texts, and lists and maps of texts, have a pattern. Remove the attribute."
    );

    public static readonly DiagnosticDescriptor PatternMalformed = new(
        "SWA0047",
        "Pattern is not a regular expression",
        "'{0}' of option '{1}' is not a regular expression: {2}",
        Options,
        DiagnosticSeverity.Error,
        true,
        "The pattern is applied when a profile is read. Correct it at the position that the message names."
    );

    public static readonly DiagnosticDescriptor RangeEmpty = new(
        "SWA0019",
        "Range is empty",
        "The range of option '{0}' ends before it starts; swap its bounds",
        Options,
        DiagnosticSeverity.Error,
        true,
        "No profile could set the option. Write the smaller bound first."
    );

    public static readonly DiagnosticDescriptor OptionSettable = new(
        "SWA0020",
        "Option is mutable",
        "Option '{0}' has 'set'; use 'init'",
        Options,
        DiagnosticSeverity.Warning,
        true,
        "A profile is a value: what two stages of one expansion see must be the same. Use 'init'."
    );

    public static readonly DiagnosticDescriptor OptionReadOnly = new(
        "SWA0021",
        "Option cannot be set",
        "Option '{0}' has no 'init', so no profile can set it; add it, or compute the value with '=>'",
        Options,
        DiagnosticSeverity.Warning,
        true,
        "A property that is stored and cannot be set is a constant that looks like an option. Add 'init', or compute "
            + "the value with '=>'."
    );

    public static readonly DiagnosticDescriptor DeprecationEmpty = new(
        "SWA0022",
        "Deprecation gives no reason",
        "Plugin '{0}' is deprecated without a reason; say what to use instead",
        Declaration,
        DiagnosticSeverity.Warning,
        true,
        "The text is shown to everyone whose profile uses this version. Say what to use instead."
    );

    public static readonly DiagnosticDescriptor PluginUnmarked = new(
        "SWA0023",
        "Plugin class is not registered",
        "'{0}' derives from ScalePlugin and is not marked, so no profile can use it; add [ScalePlugin(\"{1}\")]",
        Declaration,
        DiagnosticSeverity.Info,
        true,
        "Plugins are found by their attribute alone. Add [ScalePlugin(\"name\")], or make the class abstract."
    );

    public static readonly DiagnosticDescriptor PluginStaticState = new(
        "SWA0024",
        "Plugin has mutable static state",
        "'{0}' can change while the program runs; {1}",
        Purity,
        DiagnosticSeverity.Warning,
        true,
        "A plugin is a pure function of its profile; state that outlives an expansion makes two equal profiles "
            + "differ. Make the field readonly or const and of an immutable type, such as ValueList or ValueMap."
    );

    public static readonly DiagnosticDescriptor PluginInstanceState = new(
        "SWA0025",
        "Plugin keeps state",
        "'{0}' keeps state between calls; compute it from the profile each time",
        Purity,
        DiagnosticSeverity.Warning,
        true,
        "Two stages of one expansion may run in different processes, each with a new plugin: what one keeps the other "
            + "does not have. Compute what is needed from the profile each time."
    );

    public static readonly DiagnosticDescriptor PluginClock = new(
        "SWA0026",
        "Plugin reads the clock",
        "'{0}' reads the clock; a plugin must depend only on its profile",
        Purity,
        DiagnosticSeverity.Warning,
        true,
        "The same profile must give the same topology today and tomorrow. Make the time an option."
    );

    public static readonly DiagnosticDescriptor PluginRandomness = new(
        "SWA0027",
        "Plugin uses randomness without a seed",
        "'{0}' differs from run to run; use a Random with a seed taken from the options",
        Purity,
        DiagnosticSeverity.Warning,
        true,
        "The same profile must give the same topology in every run. Hash codes of texts differ between processes too. "
            + "Use a Random with a seed taken from the options."
    );

    public static readonly DiagnosticDescriptor PluginThread = new(
        "SWA0028",
        "Plugin starts asynchronous or parallel work",
        "'{0}' leaves the caller's thread; a plugin computes and returns",
        Purity,
        DiagnosticSeverity.Warning,
        true,
        "An expansion is synchronous, and a simulation runs on one thread in one order. Compute and return."
    );

    public static readonly DiagnosticDescriptor PluginInputOutput = new(
        "SWA0029",
        "Plugin uses data outside of the profile",
        "'{0}' uses data outside of the profile; make it an option, or return a NodeFile",
        Purity,
        DiagnosticSeverity.Warning,
        true,
        "Files, environment, network, processes and the console differ between machines; a dry run must touch none of "
            + "them. Make the value an option; a file that a node needs is a NodeFile that Files returns."
    );

    public static readonly DiagnosticDescriptor PluginCall = new(
        "SWA0030",
        "Plugin calls an impure method",
        "'{0}' {1}; a plugin is a function of its profile alone",
        Purity,
        DiagnosticSeverity.Warning,
        true,
        "The purity rules also apply to code that a plugin calls. Pass the result as an option, or compute it from the profile."
    );

    public static readonly DiagnosticDescriptor PluginWait = new(
        "SWA0031",
        "Plugin waits or locks",
        "'{0}' blocks; a plugin must not wait or lock",
        Purity,
        DiagnosticSeverity.Warning,
        true,
        "An expansion is synchronous and on one thread: there is nothing to wait for, and in a simulation a wait never "
            + "ends. Remove the lock or the wait, and what it guards."
    );

    public static readonly DiagnosticDescriptor PluginTrace = new(
        "SWA0032",
        "Plugin writes to listeners",
        "'{0}' writes to listeners of the process; remove it, or add a problem in Validate",
        Purity,
        DiagnosticSeverity.Warning,
        true,
        "Who listens differs between processes, and two stages of one expansion may run in different ones. What the "
            + "user should know is a problem that Validate adds."
    );

    public static readonly DiagnosticDescriptor PluginMachineSetting = new(
        "SWA0033",
        "Plugin depends on settings of the machine",
        "'{0}' differs from machine to machine; use '{1}'",
        Purity,
        DiagnosticSeverity.Warning,
        true,
        "Culture and time zone are settings of a machine or a user. Use the invariant culture, ordinal comparison and "
            + "UTC, or make the setting an option."
    );

    public static readonly DiagnosticDescriptor DefaultOutOfRange = new(
        "SWA0034",
        "Default is outside of its range",
        "The default of option '{0}', {1}, is {2}; give it one inside of its range, or make it required",
        Options,
        DiagnosticSeverity.Warning,
        true,
        "A profile that leaves the key out gets a value that no profile could write. Without an initializer the "
            + "default of a number is 0."
    );

    public static readonly DiagnosticDescriptor OptionHidden = new(
        "SWA0035",
        "Option is not read",
        "'{0}' is {1}, so no profile can set it; make it a public property with 'init'",
        Options,
        DiagnosticSeverity.Warning,
        true,
        "Generated code sets public and internal properties alone. Fields, private and protected properties and "
            + "hidden setters keep their defaults whatever a profile says."
    );

    public static readonly DiagnosticDescriptor AllowFalseWithoutNull = new(
        "SWA0036",
        "Option that can be turned off is not nullable",
        "Option '{0}' is of type '{1}', which cannot be null, so false has no meaning; add '?', or remove [OptionAllowFalse]",
        Options,
        DiagnosticSeverity.Warning,
        true,
        "[OptionAllowFalse] lets a profile write false for nothing. An option that is never null has no nothing, so "
            + "the attribute is ignored."
    );

    public static readonly DiagnosticDescriptor ProgramLeavesSimulation = new(
        "SWA0037",
        "Program leaves the simulation",
        "'{0}' {1}",
        Simulation,
        DiagnosticSeverity.Warning,
        true,
        "What a provider runs must go the same way each time: on one thread, by the provider's clock, with its "
            + "random source. Other threads, the machine's clock, unseeded randomness and real connections end a "
            + "simulation with an exception or make its course differ from run to run. Use what the message names."
    );

    public static readonly DiagnosticDescriptor TestCannotRun = new(
        "SWA0048",
        "Simulation test cannot run",
        "Test '{0}' cannot run: {1}; {2}",
        Simulation,
        DiagnosticSeverity.Warning,
        true,
        "The attribute names members of the test class, and a seed calls the test with a provider and a token. With "
            + "what does not fit, the test fails before its first seed."
    );

    public static readonly DiagnosticDescriptor AgentServiceNotPartial = new(
        "SWA0038",
        "Service is not partial",
        "Service '{0}' is not partial; add 'partial'",
        Services,
        DiagnosticSeverity.Error,
        true,
        "The generator adds to the interface how it is called and answered. Add 'partial'."
    );

    public static readonly DiagnosticDescriptor AgentServiceUnreachable = new(
        "SWA0039",
        "Service is not accessible",
        "Service '{0}' is {1}; make it an interface of its own, public or internal, without type parameters",
        Services,
        DiagnosticSeverity.Error,
        true,
        "Generated code names the interface, and both sides must mean the same by it. Declare it in a namespace, "
            + "without type parameters and without other interfaces."
    );

    public static readonly DiagnosticDescriptor AgentServiceNameMalformed = new(
        "SWA0040",
        "Service name is malformed",
        "'{0}' is not a valid service name; use '{1}'",
        Services,
        DiagnosticSeverity.Error,
        true,
        "Clients of any language call a service by its name. Use words of a-z, 0-9 and '_' parted by dots; 'commands' "
            + "and 'files' are every agent's own."
    );

    public static readonly DiagnosticDescriptor AgentMemberNotCallable = new(
        "SWA0041",
        "Member cannot be called on a node",
        "'{0}' is {1}; a service has methods that return Task, ValueTask or IAsyncEnumerable",
        Services,
        DiagnosticSeverity.Error,
        true,
        "A call takes time and may fail, so that it returns a task or a stream. Make it a method that does, with "
            + "values, one stream at most and a CancellationToken as parameters."
    );

    public static readonly DiagnosticDescriptor AgentTypeNotMarshalled = new(
        "SWA0042",
        "Type cannot be sent to a node",
        "'{0}' of '{1}' cannot be sent; {2}",
        Services,
        DiagnosticSeverity.Error,
        true,
        "A value is recreated on the other side from its public properties. Numbers, texts, times, bytes, "
            + "enumerations, lists, maps with texts as keys, and records and classes of these can be."
    );

    public static readonly DiagnosticDescriptor AgentCallDuplicate = new(
        "SWA0043",
        "Two methods have the same name",
        "'{0}' and '{1}' are both called as '{2}'; rename one of them",
        Services,
        DiagnosticSeverity.Error,
        true,
        "In calls a method has its name in snake case without 'Async', and no parameter types. Rename one of the two."
    );

    public static readonly DiagnosticDescriptor AgentCallWithoutToken = new(
        "SWA0044",
        "Call cannot be cancelled",
        "'{0}' has no CancellationToken; add one as its last parameter",
        Services,
        DiagnosticSeverity.Warning,
        true,
        "Without a token a call continues until its deadline, on the node too. Add a CancellationToken as the last parameter."
    );

    public static readonly DiagnosticDescriptor AgentErrorMalformed = new(
        "SWA0045",
        "Error of a service cannot be created",
        "'{0}' cannot be an error of a service; use an exception with a public constructor of a message and an inner exception",
        Services,
        DiagnosticSeverity.Error,
        true,
        "Callers get a copy made from its message, with the error of the node inside. Give it a constructor of (string "
            + "message, Exception inner)."
    );
}
