using System.Reflection;

namespace Sdk.Tests.Clusters;

public class CapabilityProxy : DispatchProxy
{
    internal List<(MethodInfo Method, object?[] Arguments)> Calls { get; } = [];

    private static EventRecorder Recorder { get; } = new(() => (TimeSpan.Zero, 0));

    /// <summary>Overrides the result of each call; null returns a plausible result.</summary>
    public Func<MethodInfo, object?>? Answer { get; set; }

    public static CapabilityProxy Of(Type capability) =>
        (CapabilityProxy)
            typeof(DispatchProxy)
                .GetMethods()
                .Single(static method => method is { Name: nameof(Create), IsGenericMethod: true })
                .MakeGenericMethod(capability, typeof(CapabilityProxy))
                .Invoke(null, null)!;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Calls.Add((targetMethod!, args ?? []));
        return Answer is { } answer ? answer(targetMethod!) : PlausibleOf(targetMethod!.ReturnType);
    }

    private static object? PlausibleOf(Type type) =>
        type switch
        {
            _ when type == typeof(void) => null,
            _ when type == typeof(Task) => Task.CompletedTask,
            _ when type == typeof(string) => "10.0.0.1",
            _ when type == typeof(int) => 0,
            _ when type == typeof(EventRecorder) => Recorder,
            _ when type == typeof(IFileSystem) => LocalFileSystem.Create(),
            _ when type == typeof(LockHolder) => new LockHolder(),
            _ when type == typeof(NodeFault) => NodeFault.None,
            _ when type == typeof(Task<NodeFault>) => Task.FromResult(NodeFault.None),
            _ when type == typeof(Task<DateTimeOffset?>) => Task.FromResult<DateTimeOffset?>(null),
            _ when type == typeof(ValueList<Problem>) => ValueList<Problem>.Empty,
            _ when type == typeof(Task<ValueList<Resource>>) => Task.FromResult(ValueList<Resource>.Empty),
            _ when type == typeof(Task<ValueList<LeaseExtensionResult>>) => Task.FromResult(ValueList<LeaseExtensionResult>.Empty),
            _ => throw new NotSupportedException($"say what a call answers that gives {type}"),
        };
}
