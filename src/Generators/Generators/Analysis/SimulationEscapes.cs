using Microsoft.CodeAnalysis.Operations;

namespace Scalewright.Generators.Analysis;

/// <summary>Calls that bypass a provider's loop, clock or random source, or that access the machine directly.</summary>
internal static class SimulationEscapes
{
    private const string Thread = "leaves the provider's loop; ";
    private const string Time = "uses the machine's clock; ";
    private const string Random = "differs from run to run; ";
    private const string Outside = "reaches out of the simulation; ";
    private const string Keep = "call the method and keep its task";
    private const string Now = Time + "use provider.Clock.GetUtcNow()";
    private const string Wait = Time + "pass provider.Clock to it";
    private const string Seeded = Random + "use provider.Random";
    private const string WhenAll = Thread + "use Task.WhenAll over async calls";
    private const string Blocks = "blocks the provider's loop, where nothing else happens meanwhile; await it";
    private const string Disk = Thread + "do it before or after the run, or on a node";
    private const string Services = Outside + "run a command or a program on a node";

    private static readonly Dictionary<string, string> Members = new(StringComparer.Ordinal)
    {
        ["System.Threading.Tasks.Task.Run"] = Thread + Keep,
        ["System.Threading.Tasks.TaskFactory.StartNew"] = Thread + Keep,
        ["System.Threading.Tasks.Task.Start"] = Thread + Keep,
        ["System.Threading.Tasks.Task.WhenEach"] = Thread + "use Task.WhenAny, or NodeSet's streams",
        ["System.Threading.Tasks.Task.Wait"] = Blocks,
        ["System.Threading.Tasks.Task.WaitAll"] = "blocks the provider's loop, where nothing else happens meanwhile; await Task.WhenAll",
        ["System.Threading.Tasks.Task.WaitAny"] = "blocks the provider's loop, where nothing else happens meanwhile; await Task.WhenAny",
        ["System.Threading.Tasks.Task.Result"] = Blocks,
        ["System.Threading.Tasks.ValueTask.Result"] = Blocks,
        ["System.Runtime.CompilerServices.TaskAwaiter.GetResult"] = Blocks,
        ["System.Runtime.CompilerServices.ValueTaskAwaiter.GetResult"] = Blocks,
        ["System.Runtime.CompilerServices.ConfiguredTaskAwaiter.GetResult"] = Blocks,
        ["System.Runtime.CompilerServices.ConfiguredValueTaskAwaiter.GetResult"] = Blocks,
        ["System.Threading.SemaphoreSlim.Wait"] = Blocks,
        ["System.DateTime.Now"] = Now,
        ["System.DateTime.UtcNow"] = Now,
        ["System.DateTime.Today"] = Now,
        ["System.DateTimeOffset.Now"] = Now,
        ["System.DateTimeOffset.UtcNow"] = Now,
        ["System.Environment.TickCount"] = Time + "use provider.Clock.GetTimestamp()",
        ["System.Environment.TickCount64"] = Time + "use provider.Clock.GetTimestamp()",
        ["System.Random.Shared"] = Seeded,
        ["System.Guid.NewGuid"] = Seeded,
        ["System.Guid.CreateVersion7"] = Seeded,
        ["System.Threading.Thread.Sleep"] = Time + "await Task.Delay with provider.Clock",
    };

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["System.Diagnostics.Stopwatch"] = Time + "use provider.Clock.GetTimestamp() and GetElapsedTime",
        ["System.Threading.Timer"] = Time + "use provider.Clock.CreateTimer",
        ["System.Timers.Timer"] = Time + "use provider.Clock.CreateTimer",
        ["System.Threading.Thread"] = Thread + Keep,
        ["System.Threading.ThreadPool"] = Thread + Keep,
        ["System.Linq.ParallelEnumerable"] = WhenAll,
        ["System.Security.Cryptography.RandomNumberGenerator"] = Seeded,
        ["System.Net.Http.HttpClient"] = Services,
        ["System.Net.Sockets.Socket"] = Services,
        ["System.Net.Sockets.TcpClient"] = Services,
        ["System.Net.Sockets.TcpListener"] = Services,
        ["System.Net.Sockets.UdpClient"] = Services,
        ["System.Net.Dns"] = Services,
        ["System.Diagnostics.Process"] = Services,
    };

    public static SideEffect? GetEffect(IOperation operation)
    {
        if (
            ImpureUse.GetMember(operation) is not { ContainingType: { } containing } member
            || operation is IMethodReferenceOperation { Parent: IInvocationOperation }
        )
        {
            return null;
        }

        INamedTypeSymbol type = containing.OriginalDefinition;
        string typeName = $"{type.ContainingNamespace}.{type.Name}";
        return
            typeName.StartsWith("System.", StringComparison.Ordinal)
            && GetText(operation, member, typeName, $"{typeName}.{member.Name}") is { } text
            ? new SideEffect(ImpureUse.Format(member), text, operation.Syntax.GetLocation())
            : null;
    }

    private static string? GetText(IOperation operation, ISymbol member, string typeName, string name)
    {
        if (Members.TryGetValue(name, out string memberText))
        {
            return memberText;
        }

        bool isConstructor = member is IMethodSymbol { MethodKind: MethodKind.Constructor };
        if (Types.TryGetValue(typeName, out string typeText) && member.Name != "CurrentThread" && (member.IsStatic || isConstructor))
        {
            return typeText;
        }

        if (typeName == "System.Random" && member is IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.Length: 0 })
        {
            return Seeded;
        }

        if (
            typeName is "System.IO.File" or "System.IO.FileStream" or "System.IO.RandomAccess"
            && member.Name.EndsWith("Async", StringComparison.Ordinal)
        )
        {
            return Disk;
        }

        if (IsUntimed(member, typeName, name))
        {
            return Wait;
        }

        if (name == "System.TimeProvider.System" && IsUsed(operation))
        {
            return Time + "use provider.Clock";
        }

        return operation switch
        {
            IInvocationOperation call when member.Name == "ConfigureAwait" && !KeepsContext(call) => Thread + "await plainly",
            IInvocationOperation call when typeName == "System.Threading.Tasks.Parallel" && !HasScheduler(call) => WhenAll,
            IInvocationOperation call when name == "System.Threading.Tasks.Task.ContinueWith" && !StaysSynchronous(call) => Thread
                + "await the task",
            _ => null,
        };
    }

    /// <summary>True for a wait without a clock, if an overload takes a clock.</summary>
    private static bool IsUntimed(ISymbol member, string typeName, string name) =>
        member is IMethodSymbol method
        && !TakesClock(method)
        && method switch
        {
            { MethodKind: MethodKind.Constructor } => typeName
                is "System.Threading.CancellationTokenSource"
                    or "System.Threading.PeriodicTimer"
                && method.Parameters.Length == 1,
            _ => name is "System.Threading.Tasks.Task.Delay"
                || (name is "System.Threading.Tasks.Task.WaitAsync" && method.Parameters[0].Type.Name == "TimeSpan"),
        };

    /// <summary>True for a clock that is read or passed to .NET. A clock that is only stored is allowed.</summary>
    private static bool IsUsed(IOperation clock) =>
        clock.Parent switch
        {
            IInvocationOperation call => call.Instance == clock,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ContainingNamespace: var namespaceSymbol } } => IsFramework(
                namespaceSymbol
            ),
            IArgumentOperation { Parent: IObjectCreationOperation { Constructor.ContainingNamespace: var namespaceSymbol } } => IsFramework(
                namespaceSymbol
            ),
            _ => false,
        };

    private static bool IsFramework(INamespaceSymbol namespaceSymbol) =>
        namespaceSymbol.ToDisplayString().StartsWith("System", StringComparison.Ordinal);

    private static bool TakesClock(IMethodSymbol method) =>
        method.Parameters.Any(static parameter => parameter.Type.Name == "TimeProvider");

    /// <summary>
    /// True for <c>ConfigureAwait(true)</c> and for options that contain <c>ContinueOnCapturedContext</c> (1).
    /// </summary>
    private static bool KeepsContext(IInvocationOperation call) =>
        call.Arguments.LastOrDefault()?.Value.ConstantValue is { HasValue: true, Value: var value }
        && value is true or int and 1 or int and 3 or int and 5 or int and 7;

    /// <summary>Returns true if the call may set a scheduler: its options set one, or are not created in the call.</summary>
    private static bool HasScheduler(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Type.Name == "ParallelOptions")?.Value is { } options
        && (
            options is not IObjectCreationOperation creation
            || creation
                .Initializer?.Initializers.OfType<ISimpleAssignmentOperation>()
                .Any(static set => set.Target is IPropertyReferenceOperation { Property.Name: "TaskScheduler" }) == true
        );

    /// <summary>True for a scheduler, or for options that contain <c>ExecuteSynchronously</c> (0x80000).</summary>
    private static bool StaysSynchronous(IInvocationOperation call) =>
        call.Arguments.Any(static argument =>
            argument.Parameter?.Type.Name == "TaskScheduler"
            || (
                argument.Parameter?.Type.Name == "TaskContinuationOptions"
                && argument.Value.ConstantValue is { HasValue: true, Value: int options }
                && (options & 0x80000) != 0
            )
        );
}
