using System.CommandLine;
using System.CommandLine.Parsing;

namespace Scalewright.Tool.Providers;

/// <summary>Options of a verb that select a provider.</summary>
internal sealed class ProviderCommandOptions
{
    // Ten years.
    private const int MaxHours = 87_600;

    private readonly Option<string> _provider;
    private readonly Option<long> _seed = new("--seed")
    {
        Description = "Random seed of the simulation; default 0.",
        HelpName = "NUMBER",
        CustomParser = argument => IntegerArgument.Read(argument, long.MinValue, long.MaxValue),
    };
    private readonly Option<string> _nodeFolder = CreateOption("--node-folder", "DIR",
        "Folder for node records, on this machine or on each machine of --host-file.");
    private readonly Option<string> _hostFile =
        CreateOption("--host-file", "FILE", "JSON or YAML file that lists the machines to access over SSH.");
    private readonly Option<string> _config = CreateOption(
        "--ssh-config", "FILE", "Configuration file of the OpenSSH client; default the configuration of the user.");
    private readonly Option<string> _client =
        CreateOption("--ssh-program", "PROGRAM", "OpenSSH client program; default ssh in PATH.");
    private readonly Option<string> _partition = CreateOption("--partition", "NAME", "Slurm partition of the nodes.");
    private readonly Option<int> _hours = new("--hours")
    {
        Description = "Duration of the job or reservation of a node, in hours.",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => 1,
        CustomParser = argument => (int)IntegerArgument.Read(argument, 1, MaxHours, "hours"),
    };
    private readonly Option<string> _kubeconfig =
        CreateOption("--kubeconfig", "FILE", "Path of the kubeconfig file; default that of kubectl.");
    private readonly Option<string> _image =
        CreateOption("--image", "NAME", "Image, environment or firmware of nodes that specify none.");
    private readonly Option<string> _cpuUnit = CreateOption(
        "--cpu-unit", "NUMBER", "Kubernetes CPUs for each processor of a node, for example 0.25; default 1.");
    private readonly Option<string> _cpuRequest = CreateOption(
        "--cpu-request-ratio", "RATIO", "Ratio of the processor request of a pod to its limit; default 1.");
    private readonly Option<string> _memoryRequest = CreateOption(
        "--memory-request-ratio", "RATIO", "Ratio of the memory request of a pod to its limit; default 1.");
    private readonly Option<string> _pullPolicy = CreateOption("--image-pull-policy", "POLICY",
        "Image pull policy of pods: Always, IfNotPresent or Never; default that of Kubernetes.");
    private readonly Option<string> _socket =
        CreateOption("--socket", "FILE", "Unix socket of minimega; default /tmp/minimega/minimega.");
    private readonly Option<string> _endpoint = CreateOption("--endpoint", "URL",
        "Endpoint URL of the testbed or cloud service; default its public endpoint, if it has one.");
    private readonly Option<string> _user = CreateOption("--user", "NAME",
        "User name, or ID of an access key or credential. Secrets are read only from environment variables.");
    private readonly Option<string> _sites = CreateOption("--sites", "LIST",
        "Sites of a testbed, separated by commas. Nodes that specify no site are created at the first.");
    private readonly Option<string> _nodeType =
        CreateOption("--node-type", "NAME", "Machine type or board type of nodes that specify none.");
    private readonly Option<string> _sshKey = CreateOption("--ssh-key", "KEY",
        "SSH key for access to created machines: a public key file, or for chameleon the name of a key pair.");
    private readonly Option<string> _floating = CreateOption(
        "--floating-network", "NAME", "Network that provides floating IP addresses for nodes.");
    private readonly ToolEnvironment _environment;
    private readonly bool _isLasting;
    private readonly bool _isMaking;
    private readonly bool _isRequired;
    private readonly string _names;

    private ProviderCommandOptions(
        ToolEnvironment environment, bool usesExistingResources, bool canCreateNodes, bool isRequired)
    {
        (_environment, _isLasting, _isMaking, _isRequired) =
            (environment, usesExistingResources, canCreateNodes, isRequired);
        _names = usesExistingResources ? ProviderCatalog.PersistentNames : ProviderCatalog.Names;
        _provider = CreateOption("--provider", "PROVIDER", $"Provider of the nodes: {_names}.");
    }

    // Options that only some providers take.
    private Option[] ProviderSpecificOptions =>
    [
        _hostFile, _config, _client, _nodeFolder, _partition, _hours, _kubeconfig, _image, _cpuUnit, _cpuRequest,
        _memoryRequest, _pullPolicy, _socket, _endpoint, _user, _sites, _nodeType, _sshKey, _floating,
        .. _isLasting ? Array.Empty<Option>() : [_seed],
    ];

    /// <summary>Adds the options and their validation to a verb.</summary>
    /// <param name="isLasting">True if the verb uses resources of an earlier command. A simulation has none.</param>
    /// <param name="isMaking">True if the verb can create nodes, or resume their creation.</param>
    /// <param name="isRequired">True if the verb requires a provider.</param>
    public static ProviderCommandOptions AddTo(
        Command verb, ToolEnvironment environment, bool isLasting, bool isMaking, bool isRequired = true)
    {
        ProviderCommandOptions options = new(environment, isLasting, isMaking, isRequired);
        foreach (Option option in (Option[])[options._provider, .. options.ProviderSpecificOptions])
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
            Seed = _isLasting ? 0 : result.GetValue(_seed),
            NodeFolder = result.GetValue(_nodeFolder),
            HostFile = result.GetValue(_hostFile) ?? "",
            Config = result.GetValue(_config) ?? "",
            Client = result.GetValue(_client) ?? "ssh",
            Partition = result.GetValue(_partition) ?? "",
            Hours = result.GetValue(_hours),
            Kubeconfig = result.GetValue(_kubeconfig) ?? "",
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

        double GetNumber(Option<string> option) =>
            result.GetValue(option) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : 1;

        string GetValueOrVariable(Option<string> option) => result.GetValue(option)
            ?? entry.Needs.FirstOrDefault(need => need.Option == option.Name)?.Find(_environment)?.Value ?? "";
    }

    /// <summary>Returns true if a command line has the provider option, even with a missing value.</summary>
    public bool HasProviderOption(CommandResult result) => result.GetResult(_provider) is { Implicit: false };

    /// <summary>Returns the provider that a command line names; null if it names none.</summary>
    public ProviderEntry? TryChoose(CommandResult result) =>
        result.GetResult(_provider) is { Tokens: [{ Value: string name }] } ? Find(name) : null;

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
            string? near = Spelling.FindClosest(name,
                ProviderCatalog.All.Where(known => !(known.IsEphemeral && _isLasting)).Select(known => known.Name));
            result.AddError(
                $"--provider: unknown provider '{name}'; {(near is null ? "" : $"did you mean '{near}'? ")}use "
                + $"{_names}");
            return;
        }

        if (entry.IsEphemeral && _isLasting)
        {
            result.AddError(
                $"--provider: resources of '{name}' exist only while a command runs; use a persistent provider, for "
                + "example processes");
        }

        foreach (string fault in ProviderOptionCheck.Faults(
            entry, ProviderSpecificOptions, result, _isMaking, _environment))
        {
            result.AddError(fault);
        }
    }

    // The parser already reports an option without a value.
    private IEnumerable<string> FaultsWithout(CommandResult result)
    {
        if (result.GetResult(_provider) is { Implicit: false })
        {
            return [];
        }

        return _isRequired
            ? [$"--provider: required to select the provider of the nodes; use {_names}"]
            : ProviderSpecificOptions.Where(option => result.GetResult(option) is { Implicit: false })
                .Select(option => $"{option.Name}: it needs --provider; use {_names}");
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
    public static IEnumerable<string> Faults(ProviderEntry entry, IReadOnlyList<Option> options, CommandResult result,
        bool isMaking, ToolEnvironment environment)
    {
        foreach (Option option in options)
        {
            OptionResult? explicitResult = FindExplicit(option, result);
            if (explicitResult is not null && !entry.Options.Contains(option.Name, StringComparer.Ordinal))
            {
                string advice = entry.Options.Count == 0
                    ? "leave it out"
                    : $"it takes {string.Join(" and ", entry.Options)}";
                yield return $"{option.Name}: not supported by '{entry.Name}'; {advice}";
            }
            else if (explicitResult is { Tokens: [{ Value.Length: 0 }] })
            {
                yield return $"{option.Name}: the value is empty; specify one";
            }
            else if (FindValue(entry, option.Name, explicitResult, environment) is { } word
                && FindFault(entry, option.Name, word.Value) is { } fault)
            {
                yield return $"{word.Name}: {fault}";
            }
        }

        foreach (ProviderRequirement need in entry.Needs.Where(need => isMaking || !need.IsToMake))
        {
            bool isSet =
                options.Any(option => option.Name == need.Option && FindExplicit(option, result) is not null);
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
        ProviderEntry entry, string option, OptionResult? explicitResult, ToolEnvironment environment) =>
        explicitResult switch
        {
            { Tokens: [{ Value: string value }] } => (option, value),
            null => entry.Needs.FirstOrDefault(need => need.Option == option)?.Find(environment),
            _ => null,
        };

    private static string? FindFault(ProviderEntry entry, string option, string value) => option switch
    {
        "--endpoint" => ProviderValueCheck.EndpointFault(value),
        "--sites" => ProviderValueCheck.SitesFault(value),
        "--cpu-unit" => ProviderValueCheck.NumberFault(value, double.MaxValue),
        "--cpu-request-ratio" or "--memory-request-ratio" => ProviderValueCheck.NumberFault(value, 1),
        "--image-pull-policy" when value is not ("Always" or "IfNotPresent" or "Never") =>
            $"unknown policy '{value}'; use Always, IfNotPresent or Never",
        "--ssh-key" when entry.HasKeyFile => ProviderValueCheck.KeyFault(value),
        _ => null,
    };
}
