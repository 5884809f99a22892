namespace Scalewright.Storage.Managing.Rest;

/// <summary>A request of a user to one resource.</summary>
internal sealed record RestRequest(string Method, string Resource, string? Id, IReadOnlyDictionary<string, string> Query, BodyFields Body)
{
    /// <summary>The number in the path; 0 when there is none.</summary>
    public int Number => int.TryParse(Id, out int number) && number > 0 ? number : 0;

    /// <summary>Goes on only when every field that was read is as it should be.</summary>
    /// <exception cref="RestRefusal">Some are not; all of them are named.</exception>
    public void CheckBody()
    {
        if (!Body.IsGood)
        {
            throw new RestRefusal(400, Body.Problems);
        }
    }
}
