using System.CommandLine;
using System.Net;
using VirtCluster;

Option<IPAddress> host = new("--host") { Description = "address to listen on", DefaultValueFactory = _ => IPAddress.Loopback, CustomParser = Arguments.ReadAddress };
Option<int> port = new("--port") { Description = "port to listen on, 1 to 65535", DefaultValueFactory = _ => 9999 };
port.Validators.Add(Arguments.CheckPort);
Option<string> pidFile = new("--pid-file") { Description = "file for the process id; its folder must exist", Required = true };
pidFile.Validators.Add(Arguments.CheckPidFile);
Option<bool> withParent = new("--with-parent") { Description = "end when standard input ends" };

Command agent = new("agent", "serve calls on this machine") { host, port, pidFile, withParent };
agent.SetAction((parsed, cancellationToken) =>
    AgentProgram.RunAsync(new AgentOptions(parsed.GetValue(host)!, parsed.GetValue(port), parsed.GetValue(pidFile)!, parsed.GetValue(withParent)), cancellationToken));

Option<Uri?> otlp = new("--otlp") { Description = "a collector that takes OpenTelemetry by HTTP, as http://127.0.0.1:4318; the nodes' log goes there, too", CustomParser = Arguments.ReadCollector };
Command run = new("run", "make two nodes of this machine, use them, and take them down again") { otlp };
run.SetAction((parsed, cancellationToken) => Walkthrough.RunAsync(Console.Out, parsed.GetValue(otlp), cancellationToken));

return await new RootCommand("The usage example of avocado-vt's vt_cluster, in C#.") { run, agent }.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
