using Scalewright.Providers.Containers.Client;

namespace Containers.Tests;

/// <summary>Meanings of failed requests, by answers that Docker 20.10 and Podman 4.3 gave.</summary>
[Collection(SharedContainers.Name)]
public class EngineAnswerTests(ContainerLabs labs)
{
    private const string Done = "Done";

    private static IEnumerable<string[]> Lines =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Containers", "answers.tsv")).Select(line => line.Split('\t'));

    public static TheoryData<string, string, string, int, string> Recorded
    {
        get
        {
            TheoryData<string, string, string, int, string> data = [];
            foreach (string[] line in Lines)
            {
                data.Add(line[0], line[1], line[2], int.Parse(line[3], CultureInfo.InvariantCulture), line[4]);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Recorded))]
    public void A_recorded_answer_has_its_meaning(string engine, string request, string meaning, int status, string body) =>
        FindMeaning(status, body).ShouldBe(meaning, $"{engine}: {request}");

    [Theory]
    [InlineData(400, "Refused")]
    [InlineData(404, "Missing")]
    [InlineData(500, "Failed")]
    [InlineData(503, "Failed")]
    public void An_answer_that_no_engine_gave_has_the_meaning_of_its_status(int status, string meaning)
    {
        EngineAnswer answer = EngineAnswer.Read(status, "<html>\u001b[31mbad gateway</html>");

        answer.Meaning.ToString().ShouldBe(meaning);
        answer.Message.ShouldNotContain('\u001b');
    }

    [Fact]
    public void The_message_is_that_of_the_engine_with_its_cause() =>
        EngineAnswer
            .Read(500, """{"cause":"that is full","message":"cannot create x","response":500}""")
            .Message.ShouldBe("cannot create x: that is full");

    [MachineTheory("docker", "podman")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task Both_engines_still_answer_as_recorded(string engine)
    {
        Dictionary<string, string> expected = Lines
            .Where(line => line[0] == engine)
            .ToDictionary(line => line[1], line => line[2], StringComparer.Ordinal);

        List<AnswerCases.Answer> answers = await AnswerCases.RunAsync(labs[engine]);

        answers
            .Select(answer => $"{answer.Request}: {FindMeaning(answer.Status, answer.Body)}")
            .ShouldBe(
                answers.Select(answer => $"{answer.Request}: {expected.GetValueOrDefault(answer.Request)}"),
                string.Join(
                    '\n',
                    answers.Select(answer =>
                        $"{engine}\t{answer.Request}\t{FindMeaning(answer.Status, answer.Body)}\t{answer.Status}\t{answer.Body}"
                    )
                )
            );
    }

    private static string FindMeaning(int status, string body) => status < 400 ? Done : EngineAnswer.Read(status, body).Meaning.ToString();
}
