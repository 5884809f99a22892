using System.CommandLine;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Agents.Services;
using Scalewright.Providers;
using Scalewright.Providers.Local;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Ssh;
using CommandResult = System.CommandLine.Parsing.CommandResult;

namespace ThreePlaces;

/// <summary>The providers that the program knows, and the options that pick one.</summary>
internal sealed class Places
{
    private const string Ssh = "ssh";
    private static readonly string[] Names = ["simulation", "local", Ssh];

    private readonly Option<string> _provider = new("--provider") { Description = $"Where nodes live: {string.Join(", ", Names)}.", HelpName = "PROVIDER", Required = true };
    private readonly Option<string> _hosts = Text("--hosts", "FILE", "with ssh: file of machines, JSON");
    private readonly Option<string> _agent = Text("--agent", "PROGRAM", "with ssh: the program to put on machines, one file; default this one");
    private readonly Option<string> _folder = Text("--folder", "DIR", "with ssh: folder of each machine where nodes are recorded");
    private readonly Option<string> _program = Text("--ssh-program", "PROGRAM", "with ssh: the OpenSSH client");
    private readonly Option<string> _config = Text("--ssh-config", "FILE", "with ssh: configuration of the client instead of the user's");
    private readonly Option<string> _identity = Text("--identity", "FILE", "with ssh: the private key");
    private readonly Option<string> _knownHosts = Text("--known-hosts", "FILE", "with ssh: the keys of the machines");

    private Option<string>[] OfSsh => [_hosts, _agent, _folder, _program, _config, _identity, _knownHosts];

    /// <summary>Adds the options, and the checks that they fit each other.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_provider, .. OfSsh])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(Check);
    }

    /// <summary>Opens the provider that a command line names.</summary>
    public IProvider Open(ParseResult parsed, ServiceSet services) => parsed.GetRequiredValue(_provider) switch
    {
        Ssh => SshProvider.FromFile(parsed.GetRequiredValue(_hosts), OptionsOf(parsed)),
        "local" => new LocalProvider(new LocalProviderOptions { Isolation = LocalIsolation.Processes, Services = services }),
        _ => new SimulationProvider { Seed = 42, Options = new SimulationOptions { Services = services } },
    };

    private void Check(CommandResult result)
    {
        if (result.GetResult(_provider) is not { Tokens: [{ Value: var name }] })
        {
            return;
        }

        if (!Names.Contains(name, StringComparer.Ordinal))
        {
            string near = Spelling.Nearest(name, Names) is { } found ? $"did you mean '{found}'? " : "";
            result.AddError($"--provider: unknown provider '{Printable.Escape(name)}'; {near}use {string.Join(", ", Names)}");
        }
        else if (name == Ssh && result.GetResult(_hosts) is null)
        {
            result.AddError("--hosts: 'ssh' needs it");
        }

        foreach (Option option in OfSsh.Where(option => name != Ssh && result.GetResult(option) is not null))
        {
            result.AddError($"{option.Name}: only 'ssh' takes it; leave it out");
        }
    }

    private SshProviderOptions OptionsOf(ParseResult parsed)
    {
        AgentDeploymentOptions agent = new();
        SshOptions ssh = new();
        return new SshProviderOptions
        {
            Folder = parsed.GetValue(_folder) ?? "",
            Agent = agent with { Program = parsed.GetValue(_agent) ?? agent.Program },
            Ssh = ssh with
            {
                Program = parsed.GetValue(_program) ?? ssh.Program,
                ConfigFile = parsed.GetValue(_config) ?? ssh.ConfigFile,
                IdentityFile = parsed.GetValue(_identity) ?? ssh.IdentityFile,
                KnownHostsFile = parsed.GetValue(_knownHosts) ?? ssh.KnownHostsFile,
            },
        };
    }

    private static Option<string> Text(string name, string value, string about) => new(name) { Description = about, HelpName = value };
}
