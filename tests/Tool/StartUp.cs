using System.Runtime.CompilerServices;

namespace Tool.Tests;

/// <summary>What holds for all tests of this process.</summary>
internal static class StartUp
{
    // Servers that tests start take the working folder for their content root, and that is a test's folder at times.
    [ModuleInitializer]
    internal static void SetContentRoot() => Environment.SetEnvironmentVariable("ASPNETCORE_CONTENTROOT", AppContext.BaseDirectory);
}
