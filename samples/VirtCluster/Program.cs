using System.CommandLine;
using System.Net;
using VirtCluster;

Option<IPAddress> host = new("--host") { Description = "address to listen on", DefaultValueFactory = _ => IPAddress.Loopback, CustomParser = Arguments.ReadAddress };
Option<int> port = new("--port") { Description = "port to listen on, 1 to 65535", DefaultValueFactory = _ => 9999 };
port.Validators.Add(Arguments.CheckPort);
Option<string> pidFile = new("--pid-file") { Description = "file for the process id; its folder must exist", Required = true };
pidFile.Validators.Add(Arguments.CheckPidFile);
Option<string> data = new("--data") { Description = "folder for logs and what jobs left; without it, vt-agent-data beside the file for the process id" };
Option<bool> withParent = new("--with-parent") { Description = "end when standard input ends" };

Command agent = new("agent", "serve calls on this machine") { host, port, pidFile, data, withParent, new VersionOption() };
agent.SetAction((parsed, cancellationToken) =>
{
    string file = Path.GetFullPath(parsed.GetValue(pidFile)!);
    AgentOptions options = new(parsed.GetValue(host)!, parsed.GetValue(port), file, Path.GetFullPath(parsed.GetValue(data) ?? Path.Combine(Path.GetDirectoryName(file)!, "vt-agent-data")), parsed.GetValue(withParent));
    foreach (string warning in Arguments.Warnings(options))
    {
        Console.Error.WriteLine($"warning: {warning}");
    }

    return AgentProgram.RunAsync(options, cancellationToken);
});

Option<Uri?> otlp = new("--otlp") { Description = "a collector that takes OpenTelemetry by HTTP, as http://127.0.0.1:4318; the nodes' log goes there, too", CustomParser = Arguments.ReadCollector };
Command run = new("run", "make two nodes of this machine, use them, and take them down again") { otlp };
run.SetAction((parsed, cancellationToken) => Walkthrough.RunAsync(Console.Out, parsed.GetValue(otlp), cancellationToken));

ParseResult parsed = new RootCommand("The usage example of avocado-vt's vt_cluster, in C#.") { run, agent }.Parse(args);
int code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
return code != 0 && parsed.Errors.Count > 0 ? Arguments.WrongUsage : code;
