using Conformance.Minimega;
using Tests.Shared;

namespace Conformance.Tests;

public class MinimegaSuiteTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Conformance", "Cases", "minimega");

    public static TheoryData<string> Names() => [.. new MinimegaSuite().Cases(Folder).Select(item => item.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task Every_recorded_session_is_spoken_by_codec_server_and_client(string name)
    {
        ConformanceCase item = new MinimegaSuite().Cases(Folder).Single(item => item.Name == name);

        string? difference = await item.FirstDifference(CancellationToken.None);

        difference.ShouldBeNull();
    }
}
