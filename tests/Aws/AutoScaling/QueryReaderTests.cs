using Scalewright.Providers.AutoScaling.Parameters;
using Scalewright.Providers.AutoScaling.Wire;

namespace AutoScaling.Tests;

/// <summary>The parameters of an action are listed from what it reads.</summary>
public class QueryReaderTests
{
    [Fact]
    public void Read_recorded_rejected_and_ignored_parameters_are_listed()
    {
        ParameterTable table = QueryReader.Describe(QueryService.AutoScaling, static read =>
        {
            _ = read.Required("Name");
            _ = read.Recorded("nothing is priced").Text("Price");
            read.Reject("there are no disks", "Disks");
            read.RejectUnless("0", "nothing ages", "Age");
            read.Ignore("it has no effect", "Hint");
        });

        table.Rows.ShouldBe([
            new("Age", ParameterTreatment.Rejected, "nothing ages", "0"),
            new("Disks", ParameterTreatment.Rejected, "there are no disks"),
            new("Hint", ParameterTreatment.Ignored, "it has no effect"),
            new("Name", ParameterTreatment.Read),
            new("Price", ParameterTreatment.Recorded, "nothing is priced"),
        ]);
    }

    [Fact]
    public void The_elements_of_lists_and_optional_structures_are_listed()
    {
        ParameterTable table = QueryReader.Describe(QueryService.AutoScaling, static read =>
        {
            _ = read.Texts("Names.member");
            foreach (string prefix in read.Structures("Tags.member"))
            {
                _ = read.Texts(prefix + "Values.member");
            }

            _ = read.Has("Launch.") ? read.Number("Launch.Count") : null;
        });

        table.Rows.Select(row => row.Path).ShouldBe(["Launch.Count", "Names.member.N", "Tags.member.N.Values.member.N"]);
    }

    [Fact]
    public void The_first_treatment_of_a_parameter_counts()
    {
        ParameterTable table = QueryReader.Describe(QueryService.AutoScaling, static read =>
        {
            read.Ignore("it has no effect", "Token");
            _ = read.Text("Token");
        });

        table.Rows.Single().Treatment.ShouldBe(ParameterTreatment.Ignored);
    }

    [Fact]
    public void Errors_are_collected_only_for_requests()
    {
        Should.NotThrow(() => QueryReader.Describe(QueryService.Ec2, Read));
        Should
            .Throw<QueryErrorException>(() => Read(new QueryReader(new QueryParameters([]), QueryService.Ec2)))
            .Fault.Code.ShouldBe("MissingParameter");

        static void Read(QueryReader read)
        {
            _ = read.Required("Name");
            read.AddErrorIf(isInvalid: true, "name", "Member must be known");
            read.Finish();
        }
    }
}
