using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Api;

internal sealed class Logging(ControlPlane plane)
{
    public async Task AnswerAsync(Call call)
    {
        JsonObject pod = plane.Store.Find(call.Key) ?? throw ApiFault.NotFound(call.Key);
        string container = ContainerOf(call, pod);
        if (call.Query("tailLines") is ['-', ..] and var negative)
        {
            throw ApiFault.Invalid(
                "PodLogOptions",
                call.Name,
                [FieldError.Invalid("tailLines", $"{negative}: must be greater than or equal to 0")]
            );
        }

        if (pod.Text("spec", "nodeName").Length == 0)
        {
            call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        CheckBegun(call, pod, container);
        string uid = pod.Text("metadata", "uid");
        (IReadOnlyList<PodLine> lines, bool isOver, Task next) = plane.Logs.Read(uid, container, 0);
        int seen = lines.Count;
        int shown = call.Number("tailLines") is { } tail ? (int)Math.Min(tail, seen) : seen;
        DateTimeOffset since = call.Number("sinceSeconds") is { } seconds
            ? plane.Store.Clock.GetUtcNow() - TimeSpan.FromSeconds(seconds)
            : DateTimeOffset.MinValue;
        call.Http.Response.ContentType = "text/plain";
        await WriteAsync(call, lines.Skip(seen - shown).Where(line => line.At >= since));
        try
        {
            while (call.Says("follow") && !isOver)
            {
                await next.WaitAsync(call.Http.RequestAborted);
                (lines, isOver, next) = plane.Logs.Read(uid, container, seen);
                seen += lines.Count;
                await WriteAsync(call, lines);
            }
        }
        catch (OperationCanceledException) when (call.Http.RequestAborted.IsCancellationRequested)
        {
            // The follower disconnected.
        }
    }

    private static async Task WriteAsync(Call call, IEnumerable<PodLine> lines)
    {
        foreach (PodLine line in lines)
        {
            string time = call.Says("timestamps")
                ? line.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff00Z ", CultureInfo.InvariantCulture)
                : "";
            await call.Http.Response.WriteAsync($"{time}{line.Text}\n", call.Http.RequestAborted);
        }

        await call.Http.Response.Body.FlushAsync(call.Http.RequestAborted);
    }

    /// <summary>Returns the container that the request names, or the only one.</summary>
    public static string ContainerOf(Call call, JsonObject pod)
    {
        string[] all = [.. pod.Items("spec", "containers").Select(one => one.Text("name"))];
        string[] others = [.. pod.Items("spec", "initContainers").Select(one => one.Text("name"))];
        return (call.Query("container"), all) switch
        {
            ({ Length: > 0 } named, _) => all.Concat(others).Contains(named, StringComparer.Ordinal)
                ? named
                : throw ApiFault.BadRequest($"container {named} is not valid for pod {call.Name}"),
            (_, [var only]) => only,
            _ => throw ApiFault.BadRequest(
                $"a container name must be specified for pod {call.Name}, choose one of: [{string.Join(' ', others.Concat(all))}]"
            ),
        };
    }

    private static void CheckBegun(Call call, JsonObject pod, string container)
    {
        if (call.Says("previous"))
        {
            throw ApiFault.BadRequest($"previous terminated container \"{container}\" in pod \"{call.Name}\" not found");
        }

        JsonObject? state = pod.Items("status", "containerStatuses").FirstOrDefault(one => one.Text("name") == container);
        if (state?.At("state", "running") is null && state?.At("state", "terminated") is null)
        {
            string reason = state.Text("state", "waiting", "reason") switch
            {
                "" => "ContainerCreating",
                "ErrImagePull" or "ImagePullBackOff" => "trying and failing to pull image",
                var other => other,
            };
            throw ApiFault.BadRequest($"container \"{container}\" in pod \"{call.Name}\" is waiting to start: {reason}");
        }
    }
}
