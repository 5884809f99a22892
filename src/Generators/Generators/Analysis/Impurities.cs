using Microsoft.CodeAnalysis;

namespace Scalewright.Generators.Analysis;

/// <summary>Members of the framework whose result is not a function of their arguments, or that act on the outside.</summary>
internal static class Impurities
{
    private static readonly HashSet<string> ClockMembers = Set(
        "System.DateTime.Now", "System.DateTime.UtcNow", "System.DateTime.Today", "System.DateTimeOffset.Now", "System.DateTimeOffset.UtcNow",
        "System.Environment.TickCount", "System.Environment.TickCount64", "System.TimeProvider.System", "System.TimeProvider.GetUtcNow",
        "System.TimeProvider.GetLocalNow", "System.TimeProvider.GetTimestamp", "System.TimeZoneInfo.Local");

    private static readonly HashSet<string> ClockTypes = Set("System.Diagnostics.Stopwatch");

    private static readonly HashSet<string> ChanceMembers = Set(
        "System.Random.Shared", "System.Guid.NewGuid", "System.Guid.CreateVersion7", "System.String.GetHashCode", "System.IO.Path.GetRandomFileName",
        "System.Object.GetHashCode", "System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode");

    private static readonly HashSet<string> ChanceTypes = Set("System.HashCode", "System.Security.Cryptography.RandomNumberGenerator");

    private static readonly HashSet<string> ThreadMembers = Set(
        "System.Threading.Tasks.Task.Run", "System.Threading.Tasks.Task.Delay", "System.Threading.Tasks.Task.Factory", "System.Threading.Tasks.Task.Start",
        "System.Threading.Tasks.Task.Wait", "System.Threading.Tasks.Task.WhenEach");

    private static readonly HashSet<string> ThreadTypes = Set(
        "System.Threading.Thread", "System.Threading.ThreadPool", "System.Threading.Timer", "System.Timers.Timer", "System.Threading.PeriodicTimer",
        "System.Threading.Tasks.Parallel", "System.Threading.Tasks.TaskFactory", "System.Linq.ParallelEnumerable", "System.ComponentModel.BackgroundWorker");

    private static readonly HashSet<string> OutsideTypes = Set(
        "System.Console", "System.Environment", "System.AppContext", "System.AppDomain", "System.Diagnostics.Process", "System.Diagnostics.Debugger",
        "System.Runtime.InteropServices.RuntimeInformation", "System.OperatingSystem");

    private static readonly HashSet<string> OutsideMembers = Set(
        "System.IO.Path.GetTempPath", "System.IO.Path.GetTempFileName", "System.IO.Path.GetFullPath", "System.IO.Path.Exists",
        "System.Reflection.Assembly.Load", "System.Reflection.Assembly.LoadFrom", "System.Reflection.Assembly.LoadFile");

    private static readonly string[] OutsideNamespaces = ["System.IO", "System.Net", "System.Data", "Microsoft.Win32"];

    /// <summary>Types of those namespaces that only compute.</summary>
    private static readonly HashSet<string> InsideTypes = Set(
        "System.IO.Path", "System.IO.StringReader", "System.IO.StringWriter", "System.IO.TextReader", "System.IO.TextWriter", "System.IO.MemoryStream", "System.IO.Stream",
        "System.Net.IPAddress", "System.Net.IPNetwork", "System.Net.IPEndPoint", "System.Net.WebUtility", "System.Net.HttpStatusCode");

    private static readonly HashSet<string> InsideMembers = Set("System.Environment.NewLine");

    /// <summary>The rule that a use of a member breaks; null when it is pure.</summary>
    public static DiagnosticDescriptor? RuleFor(ISymbol member, INamedTypeSymbol type)
    {
        string typeName = $"{type.ContainingNamespace}.{type.Name}";
        string name = $"{typeName}.{member.Name}";
        return ClockMembers.Contains(name) || ClockTypes.Contains(typeName) ? Rules.PluginClock
            : ChanceMembers.Contains(name) || ChanceTypes.Contains(typeName) || IsUnseededRandom(member, typeName) ? Rules.PluginChance
            : ThreadMembers.Contains(name) || ThreadTypes.Contains(typeName) ? Rules.PluginThread
            : IsOutside(name, typeName, type) ? Rules.PluginInputOutput
            : null;
    }

    private static bool IsUnseededRandom(ISymbol member, string typeName) =>
        typeName == "System.Random" && member is IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.Length: 0 };

    private static bool IsOutside(string name, string typeName, INamedTypeSymbol type)
    {
        if (OutsideMembers.Contains(name))
        {
            return true;
        }

        if (InsideMembers.Contains(name) || InsideTypes.Contains(typeName) || type.TypeKind == TypeKind.Enum || IsException(type))
        {
            return false;
        }

        string space = type.ContainingNamespace.ToDisplayString();
        return OutsideTypes.Contains(typeName)
            || OutsideNamespaces.Any(outside => space == outside || space.StartsWith(outside + ".", StringComparison.Ordinal));
    }

    private static bool IsException(INamedTypeSymbol type) =>
        type.Name.EndsWith("Exception", StringComparison.Ordinal);

    private static HashSet<string> Set(params string[] names) => new(names, StringComparer.Ordinal);
}
