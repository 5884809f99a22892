using Loopback;
using Loopback.Control;
using Loopback.Kubernetes;

// By hand: kubernetes-loopback 8001, then kubectl --server=http://127.0.0.1:8001 get nodes
if (args.Length > 1 || !Listening.TryReadPort(args.ElementAtOrDefault(0), out int port))
{
    await Console.Error.WriteLineAsync("kubernetes-loopback [PORT]");
    return 2;
}

SteeredClock clock = new();
await using KubernetesServer server = await Listening.StartAsync(port, () => KubernetesServer.StartAsync(new KubernetesServerOptions { Port = port, Clock = clock }));
ControlDoor.Open(server.Faults, clock);
Console.WriteLine($"a cluster answers at {server.Address}; Ctrl+C ends it");
await Ending.WaitAsync();
return 0;
