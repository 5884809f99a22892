namespace Samples.Tests.PhenixScaleApp;

/// <summary>
/// A test at two servers of the caller's. <c>SCALEWRIGHT_MINIMEGA</c> is the socket of the one, <c>SCALEWRIGHT_MINIMEGA_FILES</c> its files folder,
/// and <c>SCALEWRIGHT_MINIMEGA_INNER</c> the base folder of the other, which stands for the minimega within the nodes and sees the same
/// <c>/tmp/miniccc/files</c>. <c>SCALEWRIGHT_MINIMEGA_IMAGE</c> is a folder with a root file system: minimega's own init, <c>miniccc</c>, and
/// <c>mm</c>, which runs one command of the minimega at <c>/tmp/minimega/minimega</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealMinimegaFactAttribute : FactAttribute
{
    private static readonly string[] Names = ["SCALEWRIGHT_MINIMEGA", "SCALEWRIGHT_MINIMEGA_FILES", "SCALEWRIGHT_MINIMEGA_IMAGE", "SCALEWRIGHT_MINIMEGA_INNER"];

    public RealMinimegaFactAttribute()
    {
        if (Array.Find(Names, name => Read(name).Length == 0) is { } missing)
        {
            Skip = $"{missing} names no minimega";
        }
    }

    internal static string Socket => Read(Names[0]);

    internal static string Files => Read(Names[1]);

    internal static string Image => Read(Names[2]);

    internal static string Inner => Read(Names[3]);

    private static string Read(string name) => Environment.GetEnvironmentVariable(name) ?? "";
}
