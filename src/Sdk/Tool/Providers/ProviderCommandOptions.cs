using System.CommandLine;
using System.CommandLine.Parsing;

namespace Scalewright.Tool.Providers;

/// <summary>Options of a verb that select a provider.</summary>
internal sealed class ProviderCommandOptions
{
    // Ten years.
    private const int MaxHours = 87_600;
    private const string Examples = "processes, ssh, slurm, … ('scalewright providers' explains them)";

    private readonly Option<string> _provider;
    private readonly Option<long> _seed = new("--seed")
    {
        Description = "Random seed of the simulation; default 0.",
        HelpName = "NUMBER",
        CustomParser = argument => IntegerArgument.Read(argument, long.MinValue, long.MaxValue),
    };
    private readonly Option<string> _nodeFolder = CreateOption(
        "--node-folder",
        "DIR",
        "Folder for node records, on this machine or on each machine of --host-file."
    );
    private readonly Option<string> _hostFile = CreateOption(
        "--host-file",
        "FILE",
        "JSON or YAML file that lists the machines to access over SSH."
    );
    private readonly Option<string> _config = CreateOption(
        "--ssh-config",
        "FILE",
        "Configuration file of the OpenSSH client; default the configuration of the user."
    );
    private readonly Option<string> _client = CreateOption("--ssh-program", "PROGRAM", "OpenSSH client program; default ssh in PATH.");
    private readonly Option<string> _partition = CreateOption("--partition", "NAME", "Slurm partition of the nodes.");
    private readonly Option<int> _hours = new("--hours")
    {
        Description = "Duration of the job or reservation of a node, in hours.",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => 1,
        CustomParser = argument => (int)IntegerArgument.Read(argument, 1, MaxHours, "hours"),
    };
    private readonly Option<string> _engine = CreateOption(
        "--engine",
        "LIST",
        "Container engines, separated by commas: URI or context:NAME, several with CLOUD= before each; "
            + "default the engine of this user."
    );
    private readonly Option<string> _kubeconfig = CreateOption(
        "--kubeconfig",
        "FILE",
        "Path of the kubeconfig file; default that of kubectl."
    );
    private readonly Option<string> _context = CreateOption(
        "--context",
        "NAME",
        "Context of the kubeconfig file; default its current context."
    );
    private readonly Option<string> _namespace = CreateOption("--namespace", "NAME", "Namespace of the pods; default that of the context.");
    private readonly Option<bool> _restricted = new("--restricted")
    {
        Description = "Create pods that comply with the restricted Pod Security Standard.",
    };
    private readonly Option<string> _runAsUser = CreateOption(
        "--run-as-user",
        "UID",
        "User ID of the programs in pods; default the user of the image."
    );
    private readonly Option<string> _image = CreateOption("--image", "NAME", "Image, environment or firmware of nodes that specify none.");
    private readonly Option<string> _cpuUnit = CreateOption(
        "--cpu-unit",
        "NUMBER",
        "Kubernetes CPUs for each processor of a node, for example 0.25; default 1."
    );
    private readonly Option<string> _cpuRequest = CreateOption(
        "--cpu-request-ratio",
        "RATIO",
        "Ratio of the processor request of a pod to its limit; default 1."
    );
    private readonly Option<string> _memoryRequest = CreateOption(
        "--memory-request-ratio",
        "RATIO",
        "Ratio of the memory request of a pod to its limit; default 1."
    );
    private readonly Option<string> _pullPolicy = CreateOption(
        "--image-pull-policy",
        "POLICY",
        "Image pull policy of pods: Always, IfNotPresent or Never; default that of Kubernetes."
    );
    private readonly Option<string> _socket = CreateOption("--socket", "FILE", "Unix socket of minimega; default /tmp/minimega/minimega.");
    private readonly Option<string> _endpoint = CreateOption(
        "--endpoint",
        "URL",
        "Endpoint URL of the testbed or cloud service; default its public endpoint, if it has one."
    );
    private readonly Option<string> _user = CreateOption(
        "--user",
        "NAME",
        "User name, or ID of an access key or credential. Secrets are read only from environment variables."
    );
    private readonly Option<string> _sites = CreateOption(
        "--sites",
        "LIST",
        "Sites of a testbed, separated by commas. Nodes that specify no site are created at the first."
    );
    private readonly Option<string> _nodeType = CreateOption(
        "--node-type",
        "NAME",
        "Machine type or board type of nodes that specify none."
    );
    private readonly Option<string> _sshKey = CreateOption(
        "--ssh-key",
        "KEY",
        "SSH key for access to created machines: a public key file, or for chameleon the name of a key pair."
    );
    private readonly Option<string> _floating = CreateOption(
        "--floating-network",
        "NAME",
        "Network that provides floating IP addresses for nodes."
    );
    private readonly ToolEnvironment _environment;
    private readonly bool _isLasting;
    private readonly bool _isMaking;
    private readonly bool _isRequired;
    private readonly Func<CommandResult, StateReference?>? _findState;
    private readonly string _names;

    private ProviderCommandOptions(
        ToolEnvironment environment,
        bool usesExistingResources,
        bool canCreateNodes,
        bool isRequired,
        Func<CommandResult, StateReference?>? findState
    )
    {
        (_environment, _isLasting, _isMaking, _isRequired, _findState) = (
            environment,
            usesExistingResources,
            canCreateNodes,
            isRequired,
            findState
        );
        _names = usesExistingResources ? ProviderCatalog.PersistentNames : ProviderCatalog.Names;
        string recorded = findState is null ? "" : "; default the one that the state records";
        _provider = CreateOption("--provider", "PROVIDER", $"Provider of the nodes: {_names}{recorded}.");
        _provider.CompletionSources.Add([
            .. ProviderCatalog.All.Where(entry => !(entry.IsEphemeral && usesExistingResources)).Select(entry => entry.Name),
        ]);
    }

    // Options that only some providers take.
    private Option[] ProviderSpecificOptions =>
        [
            _hostFile,
            _config,
            _client,
            _nodeFolder,
            _engine,
            _partition,
            _hours,
            _kubeconfig,
            _context,
            _namespace,
            _image,
            _cpuUnit,
            _cpuRequest,
            _memoryRequest,
            _pullPolicy,
            _restricted,
            _runAsUser,
            _socket,
            _endpoint,
            _user,
            _sites,
            _nodeType,
            _sshKey,
            _floating,
            .. _isLasting ? Array.Empty<Option>() : [_seed],
        ];

    /// <summary>Adds the options and their validation to a verb.</summary>
    /// <param name="isLasting">True if the verb uses resources of an earlier command. A simulation has none.</param>
    /// <param name="isMaking">True if the verb can create nodes, or resume their creation.</param>
    /// <param name="isRequired">True if the verb requires a provider.</param>
    /// <param name="findState">Finds the state of a command line, which supplies what it omits; null if the verb uses
    /// no state.</param>
    public static ProviderCommandOptions AddTo(
        Command verb,
        VerbContext context,
        bool isLasting,
        bool isMaking,
        bool isRequired = true,
        Func<CommandResult, StateReference?>? findState = null
    )
    {
        ProviderCommandOptions options = new(context.Environment, isLasting, isMaking, isRequired, findState);
        context.ProviderOptions.Add(verb, options);
        verb.Options.Insert(0, options._provider);
        foreach (Option option in options.ProviderSpecificOptions)
        {
            verb.Options.Add(option);
        }

        verb.Validators.Add(options.Check);
        return options;
    }

    /// <summary>Returns the selection of a valid command line.</summary>
    public ProviderSelection Select(ParseResult result)
    {
        ProviderEntry entry = Find(result.GetRequiredValue(_provider))!;
        return new(entry, _environment)
        {
            Given = GetGiven(entry, result.CommandResult),
            VerbOptions = result.CommandResult.Command.Options.Select(option => option.Name).ToHashSet(StringComparer.Ordinal),
            Seed = _isLasting ? 0 : result.GetValue(_seed),
            NodeFolder = result.GetValue(_nodeFolder),
            HostFile = result.GetValue(_hostFile) ?? "",
            Config = result.GetValue(_config) ?? "",
            Client = result.GetValue(_client) ?? "ssh",
            Partition = result.GetValue(_partition) ?? "",
            Hours = result.GetValue(_hours),
            Engine = result.GetValue(_engine) ?? "",
            Kubeconfig = result.GetValue(_kubeconfig) ?? "",
            Context = result.GetValue(_context) ?? "",
            Namespace = result.GetValue(_namespace) ?? "",
            IsRestricted = result.GetValue(_restricted),
            RunAsUser = GetUser(),
            Image = result.GetValue(_image) ?? "",
            CpuUnit = GetNumber(_cpuUnit),
            CpuRequestRatio = GetNumber(_cpuRequest),
            MemoryRequestRatio = GetNumber(_memoryRequest),
            ImagePullPolicy = result.GetValue(_pullPolicy) ?? "",
            Socket = result.GetValue(_socket),
            Endpoint = GetValueOrVariable(_endpoint),
            User = GetValueOrVariable(_user),
            Sites = [.. GetValueOrVariable(_sites).Split(',', StringSplitOptions.RemoveEmptyEntries)],
            NodeType = result.GetValue(_nodeType) ?? "",
            SshKey = result.GetValue(_sshKey) ?? "",
            FloatingNetwork = result.GetValue(_floating) ?? "",
        };

        long? GetUser() => result.GetValue(_runAsUser) is { } user ? long.Parse(user, CultureInfo.InvariantCulture) : null;

        double GetNumber(Option<string> option) =>
            result.GetValue(option) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : 1;

        string GetValueOrVariable(Option<string> option) =>
            result.GetValue(option) ?? entry.Needs.FirstOrDefault(need => need.Option == option.Name)?.Find(_environment)?.Value ?? "";
    }

    /// <summary>Returns the provider and its options as they are on a command line.</summary>
    public IEnumerable<string> GetArguments(ParseResult result) =>
        ((Option[])[_provider, .. ProviderSpecificOptions])
            .Where(option => result.GetResult(option) is { Implicit: false })
            .SelectMany(option => result.GetResult(option)!.Tokens.Select(token => token.Value).Prepend(option.Name));

    /// <summary>Returns true if a command line has the provider option, even with a missing value.</summary>
    public bool HasProviderOption(CommandResult result) => result.GetResult(_provider) is { Implicit: false };

    /// <summary>Returns the provider that a command line names; null if it names none.</summary>
    public ProviderEntry? TryChoose(CommandResult result) =>
        result.GetResult(_provider) is { Tokens: [{ Value: string name }] } ? Find(name) : null;

    /// <summary>Returns what a command line omits and its state supplies.</summary>
    public ImpliedArgumentsResult ReadImpliedArguments(CommandResult result)
    {
        if (TryChoose(result) is { IsEphemeral: true } || _findState?.Invoke(result) is not { } state)
        {
            return new ImpliedArgumentsResult();
        }

        RememberedProvider? noted = null;
        Problem? problem = state.FindMissing(HasProviderOption(result), acceptsFile: !_isLasting)
            ?? state.FindOtherName()
            ?? ProviderFile.Read(state.Folder, out noted);
        IEnumerable<string> options = noted is null ? [] : GetOmitted(noted, result);
        return new ImpliedArgumentsResult
        {
            Arguments = [.. state.ImpliedArguments, .. options],
            FoundFolder = state.IsFound ? state.Folder : "",
            Problem = problem,
        };
    }

    /// <summary>Returns the names of options that the help does not list: those of other providers than the one that
    /// the command line names.</summary>
    public IEnumerable<string> FindUnlisted(CommandResult result)
    {
        ProviderEntry? entry = TryChoose(result);
        return ProviderSpecificOptions
            .Select(option => option.Name)
            .Where(name => entry?.Options.Contains(name, StringComparer.Ordinal) != true);
    }

    /// <summary>Shows the provider as required in the usage and in the help, if no state can name it. The parser does
    /// not require it: the check has its own message.</summary>
    public void ShowRequired() => _provider.Required = _isRequired && _findState is null;

    /// <summary>Hides options that only some providers take from the help of the verb.</summary>
    /// <param name="maxWidth">Maximum width of a line in characters.</param>
    /// <returns>The end of the help: the options of the provider that the command line names.</returns>
    public string SplitHelp(CommandResult result, int maxWidth)
    {
        ShowRequired();
        foreach (Option option in ProviderSpecificOptions)
        {
            option.Hidden = true;
        }

        if (TryChoose(result) is not { } entry)
        {
            return $"Options of a provider: scalewright {result.Command.Name} --provider slurm --help\n";
        }

        (string Name, string About)[] rows =
        [
            .. ProviderSpecificOptions
                .Where(option => entry.Options.Contains(option.Name, StringComparer.Ordinal))
                .Select(option =>
                    (
                        option.HelpName is { } value ? $"{option.Name} <{value}>" : option.Name,
                        $"{option.Description}{DescribeDefault(option)}{DescribeNeed(entry, option.Name)}"
                    )
                ),
            .. entry
                .Needs.Where(need => need.Option.Length == 0)
                .Select(need => (need.Name, "Environment variable with the secret. [required]")),
        ];
        return $"Options of {entry.Name}:\n{HelpTable.Write(rows, maxWidth)}";
    }

    private static string DescribeDefault(Option option) =>
        option is Option<int> { HasDefaultValue: true }
            ? string.Create(CultureInfo.InvariantCulture, $" [default: {option.GetDefaultValue()}]")
            : "";

    private string DescribeNeed(ProviderEntry entry, string option)
    {
        ProviderRequirement? need = entry.Needs.FirstOrDefault(known => known.Option == option && (_isMaking || !known.IsToMake));
        return need switch
        {
            null => "",
            { Variables.Count: 0 } => " [required]",
            _ => $" [required, or {string.Join(" or ", need.Variables.Select(variable => variable.Name))}]",
        };
    }

    /// <summary>Returns remembered options that a command line of the same provider omits.</summary>
    private IEnumerable<string> GetOmitted(RememberedProvider noted, CommandResult result)
    {
        bool isNamed = HasProviderOption(result);
        string provider = noted.Identity.Provider;
        if (isNamed && TryChoose(result)?.Name != provider)
        {
            return [];
        }

        IEnumerable<string> omitted = noted
            .Options.Where(option =>
                result.Command.Options.FirstOrDefault(candidate => candidate.Name == option.Key) is { } commandOption
                && result.GetResult(commandOption) is null or { Implicit: true }
                && IsUseful(option.Key)
            )
            .Select(option => $"{option.Key}={option.Value}");
        return isNamed ? omitted : [$"{_provider.Name}={provider}", .. omitted];

        // A variable is newer than the state. A file that only new nodes need may no longer exist.
        bool IsUseful(string option) =>
            Find(provider)?.Needs.FirstOrDefault(need => need.Option == option) is not { } need
            || (need.Find(_environment) is null && (_isMaking || !need.IsToMake));
    }

    private SortedDictionary<string, string> GetGiven(ProviderEntry entry, CommandResult result)
    {
        SortedDictionary<string, string> given = new(StringComparer.Ordinal);
        foreach (Option option in ProviderSpecificOptions.Concat(result.Command.Options.Where(option => option.Name == ClusterName.Option)))
        {
            if (result.GetResult(option) is { Implicit: false } optionResult)
            {
                string value = optionResult.Tokens is [{ Value: var text }] ? text : "true";
                given[option.Name] = IsLocalPath(entry, option.Name, value) ? Path.GetFullPath(value) : value;
            }
        }

        return given;
    }

    private static bool IsLocalPath(ProviderEntry entry, string option, string value) =>
        option switch
        {
            "--host-file" or "--ssh-config" or "--kubeconfig" or "--socket" => true,
            "--node-folder" => !entry.HasRemoteNodeFolder,
            "--ssh-key" => entry.HasKeyFile,
            "--ssh-program" => value.Contains('/', StringComparison.Ordinal),
            _ => false,
        };

    private void Check(CommandResult result)
    {
        if (result.GetResult(_provider) is not { Tokens: [{ Value: string name }] })
        {
            foreach (string fault in FaultsWithout(result))
            {
                result.AddError(fault);
            }

            return;
        }

        if (Find(name) is not { } entry)
        {
            string? near = Spelling.FindClosest(
                name,
                ProviderCatalog.All.Where(provider => !(provider.IsEphemeral && _isLasting)).Select(provider => provider.Name)
            );
            result.AddError($"--provider: unknown provider '{name}'; {(near is null ? "" : $"did you mean '{near}'? ")}use {_names}");
            return;
        }

        if (entry.IsEphemeral && _isLasting)
        {
            result.AddError(
                $"--provider: resources of '{name}' exist only while a command runs; use a persistent provider, for example processes"
            );
        }

        foreach (string fault in ProviderOptionCheck.Faults(entry, ProviderSpecificOptions, result, _isMaking, _environment))
        {
            result.AddError(fault);
        }
    }

    // The parser already reports an option without a value.
    private IEnumerable<string> FaultsWithout(CommandResult result)
    {
        if (
            result.GetResult(_provider) is { Implicit: false }
            || StateFolderOption.IsWithoutValue(result)
            || IsStateUnknown(result)
            || HasWrongArgument(result)
        )
        {
            return [];
        }

        return _isRequired
            ? [$"--provider: missing{WhyMissing(result)}; use {Examples}"]
            : ProviderSpecificOptions
                .Where(option => result.GetResult(option) is { Implicit: false })
                .Select(option => $"{option.Name}: it needs --provider; use {_names}");
    }

    // Another error already asks for the state, and the state has the provider. Only verbs that read a profile file
    // create a state.
    private bool IsStateUnknown(CommandResult result) => (_isLasting || !_isMaking) && _findState is not null && _findState(result) is null;

    // An option that does not exist was parsed as an argument, for example as the folder of the state, or an option as
    // the value of the option before it. Another error reports it, and it does not mean that there is no state.
    private static bool HasWrongArgument(CommandResult result) =>
        result
            .Children.OfType<ArgumentResult>()
            .Any(argument =>
                argument.Tokens.Any(token => token.Value is ['-', var second, ..] && !char.IsAsciiDigit(second) && second != '.')
            )
        || result
            .Children.OfType<OptionResult>()
            .Any(option => option.Tokens.Any(token => result.Command.Options.Any(candidate => candidate.Name == token.Value)));

    private string WhyMissing(CommandResult result)
    {
        if (_findState is null)
        {
            return "";
        }

        return _findState(result) is { HasState: true } ? ", and the state does not name it" : ", and there is no state yet";
    }

    private static Option<string> CreateOption(string name, string value, string about) =>
        new(name) { Description = about, HelpName = value };

    private static ProviderEntry? Find(string name) => ProviderCatalog.All.FirstOrDefault(entry => entry.Name == name);
}

/// <summary>Checks options against a provider and reports all errors before any request.</summary>
internal static class ProviderOptionCheck
{
    /// <summary>Returns errors in the order of the options, then missing secrets.</summary>
    /// <param name="isMaking">True if the verb creates nodes.</param>
    /// <param name="environment">Variables that replace options.</param>
    public static IEnumerable<string> Faults(
        ProviderEntry entry,
        IReadOnlyList<Option> options,
        CommandResult result,
        bool isMaking,
        ToolEnvironment environment
    )
    {
        foreach (Option option in options)
        {
            OptionResult? explicitResult = FindExplicit(option, result);
            if (explicitResult is not null && !entry.Options.Contains(option.Name, StringComparer.Ordinal))
            {
                string advice = entry.Options.Count == 0 ? "leave it out" : $"it takes {string.Join(" and ", entry.Options)}";
                yield return $"{option.Name}: not supported by '{entry.Name}'; {advice}";
            }
            else if (explicitResult is { Tokens: [{ Value.Length: 0 }] })
            {
                yield return $"{option.Name}: the value is empty; specify one";
            }
            else if (
                FindValue(entry, option.Name, explicitResult, environment) is { } given
                && FindProblem(entry, option.Name, given.Value) is { } fault
            )
            {
                yield return $"{given.Name}: {fault}";
            }
        }

        foreach (ProviderRequirement need in entry.Needs.Where(need => isMaking || !need.IsToMake))
        {
            bool isSet = options.Any(option => option.Name == need.Option && FindExplicit(option, result) is not null);
            if (!isSet && need.Find(environment) is null)
            {
                yield return need.Missing(entry.Name);
            }
        }
    }

    private static OptionResult? FindExplicit(Option option, CommandResult result) =>
        result.GetResult(option) is { Implicit: false } explicitResult ? explicitResult : null;

    /// <summary>Returns the value of an option or of the variable that replaces it, with its name for
    /// messages.</summary>
    private static (string Name, string Value)? FindValue(
        ProviderEntry entry,
        string option,
        OptionResult? explicitResult,
        ToolEnvironment environment
    ) =>
        explicitResult switch
        {
            { Tokens: [{ Value: string value }] } => (option, value),
            null => entry.Needs.FirstOrDefault(need => need.Option == option)?.Find(environment),
            _ => null,
        };

    private static string? FindProblem(ProviderEntry entry, string option, string value) =>
        option switch
        {
            "--engine" => EngineList.FindProblem(value),
            "--endpoint" => ProviderValueCheck.FindEndpointProblem(value),
            "--sites" => ProviderValueCheck.FindSitesProblem(value),
            "--cpu-unit" => ProviderValueCheck.FindNumberProblem(value, double.MaxValue),
            "--cpu-request-ratio" or "--memory-request-ratio" => ProviderValueCheck.FindNumberProblem(value, 1),
            "--image-pull-policy" when value is not ("Always" or "IfNotPresent" or "Never") =>
                $"unknown policy '{value}'; use Always, IfNotPresent or Never",
            "--run-as-user" => ProviderValueCheck.FindUserProblem(value),
            "--namespace" => ProviderValueCheck.FindNamespaceProblem(value),
            "--ssh-key" when entry.HasKeyFile => ProviderValueCheck.FindKeyProblem(value),
            _ => null,
        };
}
