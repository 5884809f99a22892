namespace Scalewright.Generators.Analysis;

/// <summary>Members of .NET that have side effects, or whose result depends on more than their arguments.</summary>
internal static class Impurities
{
    private static readonly HashSet<string> ClockMembers = Set(
        "System.DateTime.Now",
        "System.DateTime.UtcNow",
        "System.DateTime.Today",
        "System.DateTimeOffset.Now",
        "System.DateTimeOffset.UtcNow",
        "System.Environment.TickCount",
        "System.Environment.TickCount64",
        "System.TimeProvider.System",
        "System.TimeProvider.GetUtcNow",
        "System.TimeProvider.GetLocalNow",
        "System.TimeProvider.GetTimestamp",
        "System.Threading.CancellationTokenSource.CancelAfter"
    );

    private static readonly HashSet<string> ClockTypes = Set("System.Diagnostics.Stopwatch");

    private static readonly HashSet<string> RandomMembers = Set(
        "System.Random.Shared",
        "System.Guid.NewGuid",
        "System.Guid.CreateVersion7",
        "System.String.GetHashCode",
        "System.IO.Path.GetRandomFileName",
        "System.Object.GetHashCode",
        "System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode"
    );

    private static readonly HashSet<string> RandomTypes = Set("System.HashCode", "System.Security.Cryptography.RandomNumberGenerator");

    private static readonly HashSet<string> ThreadMembers = Set(
        "System.Threading.Tasks.Task.Run",
        "System.Threading.Tasks.Task.Delay",
        "System.Threading.Tasks.Task.Factory",
        "System.Threading.Tasks.Task.Start",
        "System.Threading.Tasks.Task.RunSynchronously",
        "System.Threading.Tasks.Task.WhenEach",
        "System.Threading.Tasks.Task.ContinueWith",
        "System.Threading.Tasks.Task.Yield",
        "System.Threading.Tasks.Task..ctor"
    );

    private static readonly HashSet<string> WaitMembers = Set(
        "System.Threading.Tasks.Task.Wait",
        "System.Threading.Tasks.Task.WaitAll",
        "System.Threading.Tasks.Task.WaitAny",
        "System.Threading.Tasks.Task.Result",
        "System.Threading.Tasks.ValueTask.Result",
        "System.Runtime.CompilerServices.TaskAwaiter.GetResult",
        "System.Runtime.CompilerServices.ValueTaskAwaiter.GetResult",
        "System.Runtime.CompilerServices.ConfiguredTaskAwaitable.ConfiguredTaskAwaiter.GetResult"
    );

    private static readonly HashSet<string> WaitTypes = Set(
        "System.Threading.Monitor",
        "System.Threading.Lock",
        "System.Threading.Semaphore",
        "System.Threading.SemaphoreSlim",
        "System.Threading.Mutex",
        "System.Threading.WaitHandle",
        "System.Threading.EventWaitHandle",
        "System.Threading.AutoResetEvent",
        "System.Threading.ManualResetEvent",
        "System.Threading.ManualResetEventSlim",
        "System.Threading.Barrier",
        "System.Threading.CountdownEvent",
        "System.Threading.ReaderWriterLock",
        "System.Threading.ReaderWriterLockSlim",
        "System.Threading.SpinWait",
        "System.Threading.SpinLock"
    );

    private static readonly HashSet<string> TraceTypes = Set("System.Diagnostics.Debug", "System.Diagnostics.Trace");

    /// <summary>Members that read a setting of the machine, with replacements that do not.</summary>
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["System.Globalization.CultureInfo.CurrentCulture"] = "CultureInfo.InvariantCulture",
        ["System.Globalization.CultureInfo.CurrentUICulture"] = "CultureInfo.InvariantCulture",
        ["System.Globalization.CultureInfo.InstalledUICulture"] = "CultureInfo.InvariantCulture",
        ["System.Globalization.NumberFormatInfo.CurrentInfo"] = "NumberFormatInfo.InvariantInfo",
        ["System.Globalization.DateTimeFormatInfo.CurrentInfo"] = "DateTimeFormatInfo.InvariantInfo",
        ["System.StringComparer.CurrentCulture"] = "StringComparer.Ordinal",
        ["System.StringComparer.CurrentCultureIgnoreCase"] = "StringComparer.OrdinalIgnoreCase",
        ["System.StringComparison.CurrentCulture"] = "StringComparison.Ordinal",
        ["System.StringComparison.CurrentCultureIgnoreCase"] = "StringComparison.OrdinalIgnoreCase",
        ["System.TimeZoneInfo.Local"] = "TimeZoneInfo.Utc",
        ["System.DateTime.ToLocalTime"] = "DateTime.ToUniversalTime",
        ["System.DateTimeOffset.ToLocalTime"] = "DateTimeOffset.ToUniversalTime",
        ["System.DateTimeOffset.LocalDateTime"] = "DateTimeOffset.UtcDateTime",
    };

    private static readonly HashSet<string> ThreadTypes = Set(
        "System.Threading.Thread",
        "System.Threading.ThreadPool",
        "System.Threading.Timer",
        "System.Timers.Timer",
        "System.Threading.PeriodicTimer",
        "System.Threading.Tasks.Parallel",
        "System.Threading.Tasks.TaskFactory",
        "System.Linq.ParallelEnumerable",
        "System.ComponentModel.BackgroundWorker"
    );

    private static readonly HashSet<string> OutsideTypes = Set(
        "System.Console",
        "System.Environment",
        "System.AppContext",
        "System.AppDomain",
        "System.Diagnostics.Process",
        "System.Diagnostics.Debugger",
        "System.Runtime.InteropServices.RuntimeInformation",
        "System.OperatingSystem"
    );

    private static readonly HashSet<string> OutsideMembers = Set(
        "System.IO.Path.GetTempPath",
        "System.IO.Path.GetTempFileName",
        "System.IO.Path.GetFullPath",
        "System.IO.Path.Exists",
        "System.Reflection.Assembly.Load",
        "System.Reflection.Assembly.LoadFrom",
        "System.Reflection.Assembly.LoadFile"
    );

    private static readonly string[] OutsideNamespaces = ["System.IO", "System.Net", "System.Data", "Microsoft.Win32"];

    /// <summary>Types of those namespaces that are pure.</summary>
    private static readonly HashSet<string> InsideTypes = Set(
        "System.IO.Path",
        "System.IO.StringReader",
        "System.IO.StringWriter",
        "System.IO.TextReader",
        "System.IO.TextWriter",
        "System.IO.MemoryStream",
        "System.IO.Stream",
        "System.IO.BinaryReader",
        "System.IO.BinaryWriter",
        "System.IO.BufferedStream",
        "System.IO.Compression.GZipStream",
        "System.IO.Compression.DeflateStream",
        "System.IO.Compression.ZLibStream",
        "System.IO.Compression.BrotliStream",
        "System.Net.IPAddress",
        "System.Net.IPNetwork",
        "System.Net.IPEndPoint",
        "System.Net.WebUtility",
        "System.Net.HttpStatusCode"
    );

    private static readonly HashSet<string> InsideMembers = Set("System.Environment.NewLine");

    public static DiagnosticDescriptor? RuleFor(ISymbol member, INamedTypeSymbol type)
    {
        string typeName = $"{type.ContainingNamespace}.{(type.ContainingType is { } outer ? outer.Name + "." : "")}{type.Name}";
        string name = $"{typeName}.{member.Name}";
        return name switch
        {
            _ when Settings.ContainsKey(name) || IsUnculturedCase(member, name) => Rules.PluginMachineSetting,
            _ when ClockMembers.Contains(name) || ClockTypes.Contains(typeName) || IsTimedCancellation(member, typeName) =>
                Rules.PluginClock,
            _ when RandomMembers.Contains(name) || RandomTypes.Contains(typeName) || IsUnseededRandom(member, typeName) =>
                Rules.PluginRandomness,
            _ when WaitMembers.Contains(name) || WaitTypes.Contains(typeName) => Rules.PluginWait,
            _ when ThreadMembers.Contains(name) || ThreadTypes.Contains(typeName) => Rules.PluginThread,
            _ when TraceTypes.Contains(typeName) => RuleForTrace(member),
            _ when IsOutside(member, name, typeName) => Rules.PluginInputOutput,
            _ => null,
        };
    }

    public static string GetReplacement(ISymbol member) =>
        Settings.TryGetValue($"{member.ContainingType.ContainingNamespace}.{member.ContainingType.Name}.{member.Name}", out string instead)
            ? instead
            : $"string.{member.Name}Invariant";

    /// <summary>Returns the description that follows the member's name in messages about indirect calls.</summary>
    public static string GetDescription(DiagnosticDescriptor rule) =>
        rule.Id switch
        {
            _ when rule.Id == Rules.PluginClock.Id => "reads the clock",
            _ when rule.Id == Rules.PluginRandomness.Id => "differs from run to run",
            _ when rule.Id == Rules.PluginThread.Id => "leaves the caller's thread",
            _ when rule.Id == Rules.PluginWait.Id => "blocks",
            _ when rule.Id == Rules.PluginTrace.Id => "writes to listeners of the process",
            _ when rule.Id == Rules.PluginMachineSetting.Id => "differs from machine to machine",
            _ => "uses data outside of the profile",
        };

    private static DiagnosticDescriptor? RuleForTrace(ISymbol member) => member.Name is "Assert" ? null : Rules.PluginTrace;

    private static bool IsTimedCancellation(ISymbol member, string typeName) =>
        typeName == "System.Threading.CancellationTokenSource"
        && member is IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.Length: 1 };

    /// <summary>True for <c>ToLower()</c> and <c>ToUpper()</c>, which use the culture of the machine.</summary>
    private static bool IsUnculturedCase(ISymbol member, string name) =>
        name is "System.String.ToLower" or "System.String.ToUpper" && member is IMethodSymbol { Parameters.Length: 0 };

    private static bool IsUnseededRandom(ISymbol member, string typeName) =>
        typeName == "System.Random" && member is IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.Length: 0 };

    private static bool IsOutside(ISymbol member, string name, string typeName)
    {
        INamedTypeSymbol type = member.ContainingType;
        if (OutsideMembers.Contains(name))
        {
            return true;
        }

        if (
            InsideMembers.Contains(name)
            || InsideTypes.Contains(typeName)
            || type.TypeKind == TypeKind.Enum
            || IsException(type)
            || IsTextOverStream(member, typeName)
        )
        {
            return false;
        }

        string namespaceName = type.ContainingNamespace.ToDisplayString();
        return OutsideTypes.Contains(typeName)
            || OutsideNamespaces.Any(outside =>
                namespaceName == outside || namespaceName.StartsWith(outside + ".", StringComparison.Ordinal)
            );
    }

    /// <summary>
    /// True for readers and writers of a stream. They open a file only if their constructor takes a path.
    /// </summary>
    private static bool IsTextOverStream(ISymbol member, string typeName) =>
        typeName is "System.IO.StreamReader" or "System.IO.StreamWriter"
        && !(
            member is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor
            && constructor.Parameters[0].Type.SpecialType == SpecialType.System_String
        );

    private static bool IsException(INamedTypeSymbol type) => type.Name.EndsWith("Exception", StringComparison.Ordinal);

    private static HashSet<string> Set(params string[] names) => new(names, StringComparer.Ordinal);
}
