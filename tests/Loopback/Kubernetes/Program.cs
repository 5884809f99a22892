using System.Globalization;
using System.Runtime.InteropServices;
using Loopback.Kubernetes;

// By hand: kubernetes-loopback 8001, then kubectl --server=http://127.0.0.1:8001 get nodes
if (args.Length > 1 || !int.TryParse(args.ElementAtOrDefault(0) ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out int port))
{
    await Console.Error.WriteLineAsync("kubernetes-loopback [PORT]");
    return 2;
}

await using KubernetesServer server = await KubernetesServer.StartAsync(new KubernetesServerOptions { Port = port });
Console.WriteLine($"a cluster answers at {server.Address}; Ctrl+C ends it");
TaskCompletionSource end = new();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
await end.Task;
return 0;

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    end.TrySetResult();
}
