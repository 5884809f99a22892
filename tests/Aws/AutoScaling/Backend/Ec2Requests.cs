namespace AutoScaling.Tests.Backend;

internal static class Ec2Requests
{
    /// <summary>Counts the requests that change something: all read-only actions of EC2's API begin with
    /// Describe.</summary>
    public static RecordingHandler CreateHandler() =>
        new(static async request =>
            request.Content is null || !(await request.Content.ReadAsStringAsync()).Contains("Action=Describe", StringComparison.Ordinal)
        );
}
