using System.Runtime.CompilerServices;

namespace Tool.Tests;

internal static class StartUp
{
    // Servers that tests start use the working folder as their content root, which is a test's folder at times.
    [ModuleInitializer]
    internal static void SetContentRoot() => Environment.SetEnvironmentVariable("ASPNETCORE_CONTENTROOT", AppContext.BaseDirectory);
}
