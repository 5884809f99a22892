namespace TestPrograms;

[AgentService("tests.voice")]
public partial interface IVoice
{
    Task SayAsync(string words, CancellationToken cancellationToken);
}
