using System.Runtime.CompilerServices;
using Scalewright.Agents;
using Scalewright.Agents.BuiltIn;
using Scalewright.Agents.Services;
using Scalewright.Providers.Simulation.Models;
using Scalewright.Recording;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Records the calls that a controller makes on a node.</summary>
internal sealed class RecordedConnection(
    AgentConnection inner,
    RunRecording recording,
    SimulatedController controller,
    LostMessages messages
) : INodeConnection, IServiceCaller, IHostFactsSource
{
    private const int MaxDetails = 120;

    public string Node => inner.Node;

    public string BootId => inner.BootId;

    public Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RecordAsync(
            RunEventKind.Program,
            $"run {string.Join(' ', request.Command)} on {Node}",
            () => inner.RunAsync(request, cancellationToken),
            result => result.ExitCode == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"exit code {result.ExitCode}"),
            result => TextEscaping.EscapeAndTruncate(result.Output, MaxDetails)
        );
    }

    public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default) =>
        RecordAsync(RunEventKind.Program, $"write {path} on {Node}", async () =>
        {
            await inner.PutFileAsync(path, content, cancellationToken);
            return true;
        });

    public Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) =>
        RecordAsync(RunEventKind.Program, $"read {path} on {Node}", () => inner.GetFileAsync(path, destination, cancellationToken));

    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => inner.PingAsync(cancellationToken);

    public Task<ReadOnlyMemory<byte>> CallAsync(ServiceRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RecordAsync(
            RunEventKind.ServiceCall,
            Describe(request),
            () => inner.CallAsync(request, cancellationToken),
            result => "",
            result => request.Method.Name.Length == 0 ? "" : ServiceCallText.Shorten(result)
        );
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(
        ServiceRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        int call = recording.BeginNodeCall(RunEventKind.ServiceCall, controller, Describe(request));
        string result = "not read to its end";
        try
        {
            await foreach (ReadOnlyMemory<byte> item in inner.StreamAsync(request, cancellationToken))
            {
                yield return item;
            }

            result = "";
        }
        finally
        {
            recording.End(call, result);
        }
    }

    public Task<HostFacts> ReadHostFactsAsync(CancellationToken cancellationToken = default) =>
        ServiceCallerExtensions.ReadHostFactsAsync(this, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private string Describe(ServiceRequest request) =>
        request.Method.Name.Length == 0
            ? $"check the service {request.Method} on {Node}"
            : ServiceCallText.Create($"{request.Method}", request.Arguments, Node);

    private Task<T> RecordAsync<T>(
        RunEventKind kind,
        string description,
        Func<Task<T>> run,
        Func<T, string>? getFailure = null,
        Func<T, string>? getDetails = null
    ) =>
        recording.Start(async () =>
        {
            int call = recording.BeginNodeCall(kind, controller, description);
            try
            {
                T result = await run();
                recording.End(call, getFailure?.Invoke(result) ?? "", getDetails?.Invoke(result) ?? "");
                return result;
            }
            catch (Exception failure)
            {
                string reason = failure is AgentException agentFailure ? agentFailure.Problems[0].Message : failure.Message;
                recording.EndCall(call, description, reason, recording.FindLost(call, messages, controller, Node));
                throw;
            }
        });
}
