using Microsoft.AspNetCore.Http;

namespace BlindVla.Policies.Remote;

/// <summary>A short answer to a request by HTTP.</summary>
internal sealed record WebAnswer(string Text, string Type, int Status = StatusCodes.Status200OK)
{
    public static WebAnswer Json(string text) => new($"{text}\n", "application/json");

    public async Task SendAsync(HttpResponse response)
    {
        (response.StatusCode, response.ContentType) = (Status, Type);
        await response.WriteAsync(Text);
    }
}
