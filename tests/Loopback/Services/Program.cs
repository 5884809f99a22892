using System.Globalization;
using Loopback.Services;
using Loopback.Services.Objects;
using Microsoft.AspNetCore.Http;

// By hand: services-loopback s3 9000
string kind = args.ElementAtOrDefault(0) ?? "";
int port = int.Parse(args.ElementAtOrDefault(1) ?? "0", CultureInfo.InvariantCulture);
RequestDelegate? answer = kind switch
{
    "s3" => new ObjectStore("loopback", "loopback-secret").AnswerAsync,
    _ => null,
};
if (answer is null)
{
    await Console.Error.WriteLineAsync("services-loopback s3 [PORT]");
    return 2;
}

await using LoopbackServer server = await LoopbackServer.StartAsync(answer, port);
Console.WriteLine($"{kind} answers at {server.Address}; Ctrl+C ends it");
TaskCompletionSource end = new();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    end.TrySetResult();
};
await end.Task;
return 0;
