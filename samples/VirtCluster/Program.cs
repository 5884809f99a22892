using System.CommandLine;
using System.Net;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Agents.Services;
using Scalewright.Programs;
using Scalewright.Providers.Ssh;
using VirtCluster;

// The same program is deployed to machines as the agent.
ServiceSet services = ServiceSet.Empty.Add<IHello>(context => new HelloService(context));
if (await ScalewrightAgent.TryRunAsync(args, services))
{
    return 0;
}

Option<IPAddress> host = new("--host") { Description = "address to listen on", DefaultValueFactory = _ => IPAddress.Loopback, CustomParser = Arguments.ReadAddress };
Option<int> port = new("--port") { Description = "port to listen on, 1 to 65535", DefaultValueFactory = _ => 9999 };
port.Validators.Add(Arguments.CheckPort);
Option<string> pidFile = new("--pid-file") { Description = "file for the process id; its folder must exist", Required = true };
pidFile.Validators.Add(Arguments.CheckPidFile);
Option<string> data = new("--data") { Description = "folder for logs and what jobs left; without it, vt-agent-data beside the file for the process id" };
Option<bool> withParent = new("--with-parent") { Description = "end when standard input ends" };
Option<bool> development = new("--development") { Description = "let everybody call who reaches the port, as vt_cluster's own agent does" };
Option<string[]> allowedHosts = new("--allowed-host") { Description = "name that callers may use besides localhost and the address of the agent; may be given several times" };

Option<bool> dryRun = DryRunOption.Make();

Command agent = new("agent", $"serve calls on this machine to who sends the token of {AgentToken.Variable}, or the one that is printed: http://agent:TOKEN@HOST:PORT")
{
    host, port, pidFile, data, withParent, development, allowedHosts, dryRun, new VersionOption(),
};
agent.SetAction((parsed, cancellationToken) =>
{
    string file = Path.GetFullPath(parsed.GetValue(pidFile)!);
    AgentOptions options = new(parsed.GetValue(host)!, parsed.GetValue(port), file, Path.GetFullPath(parsed.GetValue(data) ?? Path.Combine(Path.GetDirectoryName(file)!, "vt-agent-data")), parsed.GetValue(withParent))
    {
        Token = parsed.GetValue(development) ? null : AgentToken.ReadOrGenerate(parsed.GetValue(dryRun) ? TextWriter.Null : Console.Out),
        AllowedHosts = [.. parsed.GetValue(allowedHosts) ?? []],
    };
    foreach (string warning in Arguments.Warnings(options))
    {
        Console.Error.WriteLine($"warning: {warning}");
    }

    return parsed.GetValue(dryRun) ? AgentProgram.DescribeAsync(options, cancellationToken) : AgentProgram.RunAsync(options, cancellationToken);
});

Option<Uri?> otlp = new("--otlp") { Description = "a collector that takes OpenTelemetry by HTTP, as http://127.0.0.1:4318; the nodes' log goes there, too", CustomParser = Arguments.ReadCollector };
Option<string> provider = new("--provider") { Description = $"where nodes live: {string.Join(", ", Arguments.Providers)}", HelpName = "PROVIDER", DefaultValueFactory = _ => Arguments.Processes };
Option<string?> hostFile = new("--host-file") { Description = "with ssh: a file of machines, {\"hosts\": {\"node1\": {\"address\": \"192.0.2.1\"}}}", HelpName = "FILE" };
Option<string> program = new("--agent") { Description = "with ssh: the program to put on machines, one file; default this one", DefaultValueFactory = _ => Environment.ProcessPath ?? "" };
Option<string> folder = new("--folder") { Description = "with ssh: a folder of each machine to mark it by; the agent lives beside it, and both are removed", DefaultValueFactory = _ => "" };
Option<string> client = new("--ssh-program") { Description = "with ssh: the OpenSSH client", DefaultValueFactory = _ => "ssh" };
Option<string> config = new("--ssh-config") { Description = "with ssh: a configuration of the client instead of the user's", DefaultValueFactory = _ => "" };
Command run = new("run", "make two nodes of this machine, or take those of a file, use them, and take them down again") { otlp, provider, hostFile, program, folder, client, config, dryRun };
run.Validators.Add(result => Arguments.CheckProvider(result, provider, hostFile, [program, folder, client, config]));
run.SetAction(async (parsed, cancellationToken) =>
{
    SshOptions options = new()
    {
        Folder = parsed.GetValue(folder)!,
        Agent = new AgentDeployerOptions { Program = parsed.GetValue(program)! },
        Client = new SshClientOptions { ClientPath = parsed.GetValue(client)!, ConfigFile = parsed.GetValue(config)! },
    };
    try
    {
        ProviderArguments Open(string path) => parsed.GetValue(hostFile) is { } file ? ProviderArguments.Ssh(file, options) : ProviderArguments.Local(path, services);
        await (parsed.GetValue(dryRun)
            ? Walkthrough.DescribeAsync(Console.Out, Open, cancellationToken)
            : Walkthrough.RunAsync(Console.Out, Open, parsed.GetValue(otlp), cancellationToken));
        return 0;
    }
    catch (ScalewrightException failure)
    {
        await Console.Error.WriteLineAsync(failure.Message);
        return 1;
    }
});

return await CommandLineProgram.RunAsync(new RootCommand("The usage example of avocado-vt's vt_cluster, in C#.") { run, agent }, args, TimeSpan.FromSeconds(30));
