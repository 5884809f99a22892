using System.Runtime.CompilerServices;

namespace Tool.Tests;

internal static class StartUp
{
    // By default, servers use the working folder as their content root, and tests change the working folder.
    [ModuleInitializer]
    internal static void SetContentRoot() => Environment.SetEnvironmentVariable("ASPNETCORE_CONTENTROOT", AppContext.BaseDirectory);
}
